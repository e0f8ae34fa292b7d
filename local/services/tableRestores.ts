import { type Fields, isFields } from "../fields";
import { type AwsResponse, jsonError, jsonResponse, parseFields, stringField } from "./awsService";
import { tableJournal } from "./tableJournal";

export interface TableRestores {
  /** Keeps a request that succeeded, if it was a write. */
  readonly record: (action: string, payload: string) => void;
  readonly setEnabled: (table: string, isEnabled: boolean) => void;
  /** Undefined for an action that has nothing to do with restores. */
  readonly handle: (action: string, body: Fields) => Promise<AwsResponse> | undefined;
}

interface TableRestoresOptions {
  /** Calls the tables. @throws where the tables refuse */
  readonly call: (action: string, parameters: Fields) => Promise<Fields>;
  readonly onRestored: (target: string, source: string) => void;
}

const error = (code: string, message: string): AwsResponse =>
  jsonError(400, `com.amazonaws.dynamodb.v20120810#${code}`, message);

const epochSeconds = (date: Date): number => date.getTime() / 1000;

/** What a restored table has of its source; CreateTable takes the same. */
const createdAs = (target: string, { AttributeDefinitions, KeySchema }: Fields): Fields => ({
  TableName: target,
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions,
  KeySchema,
});

/**
 * Point-in-time recovery (docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html):
 * a restore makes a new table, without stream, TTL, tags, deletion protection and point-in-time recovery.
 */
export const tableRestores = ({ call, onRestored }: TableRestoresOptions): TableRestores => {
  const now = (): Date => new Date();
  const journal = tableJournal(now);
  const enabledAt = new Map<string, Date>();

  const describe = (table: string): Fields => {
    const since = enabledAt.get(table);
    return {
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: "ENABLED",
        PointInTimeRecoveryDescription: since
          ? {
              PointInTimeRecoveryStatus: "ENABLED",
              EarliestRestorableDateTime: epochSeconds(since),
              LatestRestorableDateTime: epochSeconds(now()),
            }
          : { PointInTimeRecoveryStatus: "DISABLED" },
      },
    };
  };

  const tableOf = async (TableName: string): Promise<Fields> => {
    const { Table } = await call("DescribeTable", { TableName });
    return isFields(Table) ? Table : {};
  };
  const copy = async (target: string, source: string, until: Date): Promise<void> => {
    const writes = journal.writesTo(target, source, until);
    await call("CreateTable", createdAs(target, await tableOf(source)));
    // A table takes no writes while dynalite creates it.
    while ((await tableOf(target)).TableStatus !== "ACTIVE") continue;
    for (const write of writes) await call(write.action, write.body);
  };

  const restore = async (body: Fields): Promise<AwsResponse> => {
    const [source, target] = ["SourceTableName", "TargetTableName"].map((name) =>
      stringField(body, name),
    ) as [string, string];
    const since = enabledAt.get(source);
    if (!since)
      return error(
        "PointInTimeRecoveryUnavailableException",
        `Point in time recovery is not enabled for table '${source}'`,
      );
    const { RestoreDateTime: seconds } = body;
    const until = typeof seconds === "number" ? new Date(seconds * 1000) : now();
    if (until < since || until > now())
      return error("InvalidRestoreTimeException", `${until.toISOString()} is not restorable`);
    await copy(target, source, until);
    onRestored(target, source);
    return jsonResponse(200, { TableDescription: await tableOf(target) });
  };

  return {
    record: (action, payload) => {
      const body = parseFields(payload);
      if (action === "DeleteTable") {
        const table = stringField(body, "TableName");
        journal.forget(table);
        enabledAt.delete(table);
      }
      journal.record(action, body);
    },
    setEnabled: (table, isEnabled) => {
      if (!isEnabled) enabledAt.delete(table);
      else if (!enabledAt.has(table)) enabledAt.set(table, now());
    },
    handle: (action, body) => {
      if (action === "DescribeContinuousBackups")
        return Promise.resolve(jsonResponse(200, describe(stringField(body, "TableName"))));
      return action === "RestoreTableToPointInTime" ? restore(body) : undefined;
    },
  };
};
