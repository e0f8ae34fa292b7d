import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Alert } from "../domain/alert";
import type { Clock } from "../ports";
import { awsCall, conditionalCall } from "./awsCall";
import { documentClient } from "./documentClient";
import { expiresAt } from "./expiresAt";

export interface AlertDedupSettings {
  readonly tableName: string;
  readonly retentionDays: number;
  readonly now: Clock;
}

/** The mark of one cause's alert of one hour. */
export interface AlertMark {
  /** False also while an invocation holds the lease to send the alert. */
  readonly isSent: () => Promise<boolean>;
  /** Takes the lease to send the alert; false where it was sent, or another invocation holds the lease. */
  readonly acquire: () => Promise<boolean>;
  /** Marks the alert sent, or gives the lease up. */
  readonly release: (as: "sent" | "failed") => Promise<void>;
}

/**
 * How long one invocation may take to send an alert before another takes over. Longer than SNS takes with
 * the client's own retries; shorter than an invocation's remaining time, because the others wait for it.
 */
const sendLeaseMs = 3_000;

/**
 * Deduplicates alerts by rows of the Jobs table, one per cause and hour. A row marks an alert sent only
 * once it was: an invocation that dies while sending leaves a lease that soon expires.
 */
export const alertDedup = ({ tableName: TableName, retentionDays, now }: AlertDedupSettings) => {
  const table = documentClient();

  return ({ cause, formerCause }: Pick<Alert, "cause" | "formerCause">): AlertMark => {
    const startedAt = now();
    const hour = startedAt.toISOString().slice(0, "2026-01-01T00".length);
    const keyOf = (name: string) => ({ kind: "alert", at: `${hour} ${name}` });
    const sent = { ...keyOf(cause), expiresAt: expiresAt(startedAt, retentionDays) };

    /** `tellingUntil`, the attribute's name in deployed tables, holds the end of the lease. */
    const isMarked = async (name: string): Promise<boolean> => {
      const get = new GetCommand({ TableName, Key: keyOf(name), ConsistentRead: true });
      const { Item } = await awsCall("Reading the alert's mark", () => table.send(get));
      return Item !== undefined && Item["tellingUntil"] === undefined;
    };

    return {
      async isSent() {
        if (await isMarked(cause)) return true;
        return formerCause !== undefined && isMarked(formerCause);
      },

      acquire: () => {
        const at = now();
        const tellingUntil = new Date(at.getTime() + sendLeaseMs).toISOString();
        return conditionalCall("Taking the alert's lease", () =>
          table.send(
            new PutCommand({
              TableName,
              Item: { ...sent, tellingUntil },
              ConditionExpression: "attribute_not_exists(kind) OR tellingUntil <= :at",
              ExpressionAttributeValues: { ":at": at.toISOString() },
            }),
          ),
        );
      },

      async release(as) {
        const Item = as === "sent" ? sent : { ...sent, tellingUntil: now().toISOString() };
        await awsCall("Marking the alert", () => table.send(new PutCommand({ TableName, Item })));
      },
    };
  };
};
