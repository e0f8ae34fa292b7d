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

/** Idempotency keys in the Jobs table; in the Orders table, consumers of its stream would receive them. */
export const ownEvents = ({ jobsTable, retentionDays, now }: OwnEventsSettings): OwnEvents => {
  const client = documentClient();
  return {
    claim: (orderId, traceId) =>
      conditionalCall(`Claiming the own event of order ${orderId}`, () =>
        client.send(
          new PutCommand({
            TableName: jobsTable,
            Item: {
              // The kind of these rows in deployed tables.
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
