import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { optional, string, type } from "superstruct";
import type { WebhookEvents } from "../ports";
import { awsCall, conditionalCall } from "./awsCall";
import { documentClient } from "./documentClient";
import { expiresAt } from "./expiresAt";
import { parseStored } from "./storedValue";

const Row = optional(type({ receivedAt: string(), decision: string() }));

/** The Webhooks table: each event once, as first received. */
export const webhookTable = (tableName: string, retentionDays: number): WebhookEvents => {
  const client = documentClient();
  return {
    async find({ orderId, eventId }) {
      const { Item } = await awsCall(`Reading the webhook of order ${orderId}`, () =>
        client.send(
          new GetCommand({ TableName: tableName, Key: { orderId, eventId }, ConsistentRead: true }),
        ),
      );
      return parseStored(Item, Row, `The webhook of order ${orderId}`);
    },

    async add(event, { at, traceId, why }) {
      await conditionalCall(`Storing the webhook for order ${event.orderId}`, () =>
        client.send(
          new PutCommand({
            TableName: tableName,
            Item: {
              ...event,
              receivedAt: at.toISOString(),
              decision: "queued",
              why,
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
