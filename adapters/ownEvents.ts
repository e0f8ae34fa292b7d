import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Clock, OwnEvents } from "../ports";
import { conditionalCall } from "./awsCall";
import { documentClient } from "./documentClient";
import { expiresAt } from "./expiresAt";

export interface OwnEventsSettings {
  readonly jobsTable: string;
  readonly retentionDays: number;
  readonly now: Clock;
}

/** Rows of the Jobs table; in the Orders table they would be told to whoever follows its stream. */
export const ownEvents = ({ jobsTable, retentionDays, now }: OwnEventsSettings): OwnEvents => {
  const client = documentClient();
  return {
    claim: (orderId, traceId) =>
      conditionalCall(`Noting the echo of order ${orderId}`, () =>
        client.send(
          new PutCommand({
            TableName: jobsTable,
            Item: {
              kind: "echo",
              at: String(orderId),
              traceId,
              expiresAt: expiresAt(now(), retentionDays),
            },
            ConditionExpression: "attribute_not_exists(kind) OR traceId = :traceId",
            ExpressionAttributeValues: { ":traceId": traceId },
          }),
        ),
      ),
  };
};
