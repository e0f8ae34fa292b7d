import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { WebhookEvents } from "../ports";
import { conditionalCall } from "./awsCall";
import { documentClient } from "./documentClient";
import { expiresAt } from "./expiresAt";

/** The Webhooks table: each event once, as it first came. */
export const webhookTable = (tableName: string, retentionDays: number): WebhookEvents => {
  const client = documentClient();
  return {
    async add(event, { at, traceId }) {
      await conditionalCall(`Storing the webhook for order ${event.orderId}`, () =>
        client.send(
          new PutCommand({
            TableName: tableName,
            Item: {
              ...event,
              receivedAt: at.toISOString(),
              decision: "queued",
              traceId,
              expiresAt: expiresAt(at, retentionDays),
            },
            ConditionExpression: "attribute_not_exists(orderId)",
          }),
        ),
      );
    },
  };
};
