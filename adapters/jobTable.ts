import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { boolean, type Infer, integer, optional, string, type } from "superstruct";
import type { Checkpoint } from "../domain/sweep";
import type { Jobs } from "../ports";
import { awsCall } from "./awsCall";
import { documentClient } from "./documentClient";
import { expiresAt } from "./expiresAt";
import { parseStored } from "./storedValue";

/** Attribute names are stored in deployed tables, so they outlive a field's name in the code. */
const CheckpointRow = optional(
  type({
    modifiedSince: string(),
    settings: string(),
    changesSince: optional(string()),
    hooksWellAt: optional(string()),
    isOpening: optional(boolean()),
    archiveSweep: optional(
      type({ afterId: integer(), firstId: optional(integer()), highestId: integer() }),
    ),
  }),
);

type CheckpointRow = Infer<typeof CheckpointRow>;

const toCheckpoint = (row: CheckpointRow): Checkpoint | undefined => {
  if (!row) return undefined;
  const { hooksWellAt: webhooksHealthyAt, ...checkpoint } = row;
  return { ...checkpoint, webhooksHealthyAt };
};

const checkpointKey = { kind: "checkpoint", at: "poll" };

/** The Jobs table: a row per poll, which expires, and the checkpoint, which does not. */
export const jobTable = (tableName: string, retentionDays: number): Jobs => {
  const client = documentClient();
  const put = (purpose: string, item: Record<string, unknown>) =>
    awsCall(purpose, () => client.send(new PutCommand({ TableName: tableName, Item: item })));

  return {
    async checkpoint() {
      const { Item } = await awsCall("Reading the checkpoint", () =>
        client.send(
          new GetCommand({ TableName: tableName, Key: checkpointKey, ConsistentRead: true }),
        ),
      );
      return toCheckpoint(parseStored(Item, CheckpointRow, "The checkpoint"));
    },

    async moveCheckpoint({ webhooksHealthyAt: hooksWellAt, ...checkpoint }) {
      await put("Moving the checkpoint", { ...checkpointKey, ...checkpoint, hooksWellAt });
    },

    async record({ startedAt, endedAt, ...job }) {
      await put("Recording the poll", {
        kind: "poll",
        at: `${startedAt.toISOString()} ${job.traceId}`,
        endedAt: endedAt.toISOString(),
        durationMs: endedAt.getTime() - startedAt.getTime(),
        ...job,
        expiresAt: expiresAt(startedAt, retentionDays),
      });
    },
  };
};
