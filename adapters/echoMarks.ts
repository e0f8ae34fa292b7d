import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Clock, Echoes } from "../ports";
import { conditionalCall } from "./awsCall";
import { documentClient } from "./documentClient";
import { expiresAt } from "./expiresAt";

export interface EchoMarksSettings {
  readonly jobsTable: string;
  readonly retentionDays: number;
  readonly now: Clock;
}

/** Rows of the Jobs table; in the Orders table they would be told to whoever follows its stream. */
export const echoMarks = ({ jobsTable, retentionDays, now }: EchoMarksSettings): Echoes => {
  const client = documentClient();
  return {
    take: (orderId, traceId) =>
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
