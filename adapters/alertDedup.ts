import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Clock } from "../ports";
import { awsCall, conditionalCall } from "./awsCall";
import { documentClient } from "./documentClient";
import { expiresAt } from "./expiresAt";

export interface AlertDedupSettings {
  readonly tableName: string;
  readonly retentionDays: number;
  readonly now: Clock;
}

/** Whether one cause's alert of one hour was told. */
export interface AlertMark {
  /** False also while somebody is about to tell it. */
  readonly isSent: () => Promise<boolean>;
  /** True for whoever is to tell it now; false where it was told, or somebody is about to. */
  readonly begin: () => Promise<boolean>;
  /** How the telling ended. */
  readonly end: (as: "sent" | "failed") => Promise<void>;
}

/**
 * So long an alert is left to whoever began to tell it. Longer than SNS takes, with the client's own
 * tries; shorter than what an invocation has left for its end, because others wait for that.
 */
const sendLeaseMs = 3_000;

/**
 * Rows of the Jobs table, each of a cause and an hour. One says that an alert was told only once it was:
 * whoever dies while telling leaves a row that soon holds nobody back.
 */
export const alertDedup = ({ tableName: TableName, retentionDays, now }: AlertDedupSettings) => {
  const table = documentClient();
  return (cause: string): AlertMark => {
    const raisedAt = now();
    const hour = raisedAt.toISOString().slice(0, "2026-01-01T00".length);
    const Key = { kind: "alert", at: `${hour} ${cause}` };
    const told = { ...Key, expiresAt: expiresAt(raisedAt, retentionDays) };

    return {
      async isSent() {
        const { Item } = await awsCall("Looking for the alert", () =>
          table.send(new GetCommand({ TableName, Key, ConsistentRead: true })),
        );
        return Item !== undefined && Item["tellingUntil"] === undefined;
      },

      begin: () => {
        const at = now();
        const tellingUntil = new Date(at.getTime() + sendLeaseMs).toISOString();
        return conditionalCall("Beginning the alert", () =>
          table.send(
            new PutCommand({
              TableName,
              Item: { ...told, tellingUntil },
              ConditionExpression: "attribute_not_exists(kind) OR tellingUntil <= :at",
              ExpressionAttributeValues: { ":at": at.toISOString() },
            }),
          ),
        );
      },

      async end(as) {
        const Item = as === "sent" ? told : { ...told, tellingUntil: now().toISOString() };
        await awsCall("Noting the alert", () => table.send(new PutCommand({ TableName, Item })));
      },
    };
  };
};
