import { type Fields, isFields } from "../fields";
import { type AwsResponse, jsonError, jsonResponse, parseFields, stringField } from "./awsService";
import { type TableJournal, tableJournal } from "./tableJournal";

export interface SourceTable {
  readonly region: string;
  readonly table: string;
}

/** What point-in-time recovery keeps of a region's tables, for restores to any region. */
export interface TableBackups {
  /** From when on a table can be restored; undefined without point-in-time recovery. */
  readonly since: (table: string) => Date | undefined;
  /** As DescribeTable describes the table. */
  readonly describe: (table: string) => Promise<Fields>;
  readonly writesTo: TableJournal["writesTo"];
}

export interface TableRestores {
  readonly backups: TableBackups;
  /** Keeps a request that succeeded, if it was a write. */
  readonly record: (action: string, payload: string) => void;
  readonly setEnabled: (table: string, isEnabled: boolean) => void;
  /** Undefined for an action that has nothing to do with restores. */
  readonly handle: (action: string, body: Fields) => Promise<AwsResponse> | undefined;
}

interface TableRestoresOptions {
  readonly region: string;
  /** Calls the tables. @throws where the tables refuse */
  readonly call: (action: string, parameters: Fields) => Promise<Fields>;
  readonly onRestored: (target: string, source: SourceTable) => void;
  /** Of another region, whose tables can be restored to this one; undefined for an unknown region. */
  readonly backupsOf: (region: string) => TableBackups | undefined;
}

/** A table as it was at an instant. */
interface Instant {
  readonly from: TableBackups;
  readonly table: string;
  readonly until: Date;
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

/** A table of the region is given by its name, a table of any region by its ARN. */
const sourceIn = (body: Fields, ownRegion: string): SourceTable => {
  const arn = stringField(body, "SourceTableArn");
  if (arn === "") return { region: ownRegion, table: stringField(body, "SourceTableName") };
  const [, , , region = "", , resource = ""] = arn.split(":");
  return { region, table: resource.replace(/^table\//, "") };
};

/**
 * Point-in-time recovery (docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery.html):
 * a restore makes a new table, without stream, TTL, tags, deletion protection and point-in-time recovery,
 * in the region of the request, which may be another than the source's
 * (docs.aws.amazon.com/amazondynamodb/latest/developerguide/pointintimerecovery_beforeyoubegin.html).
 */
export const tableRestores = (options: TableRestoresOptions): TableRestores => {
  const { region, call, onRestored } = options;
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
  const backups: TableBackups = {
    since: (table) => enabledAt.get(table),
    describe: tableOf,
    writesTo: journal.writesTo,
  };
  const backupsOf = (of: string): TableBackups | undefined =>
    of === region ? backups : options.backupsOf(of);

  const copy = async (target: string, { from, table, until }: Instant): Promise<void> => {
    const writes = from.writesTo(target, table, until);
    await call("CreateTable", createdAs(target, await from.describe(table)));
    // A table takes no writes while dynalite creates it.
    while ((await tableOf(target)).TableStatus !== "ACTIVE") continue;
    for (const { action, body } of writes) await call(action, body);
  };

  const restore = async (body: Fields): Promise<AwsResponse> => {
    const source = sourceIn(body, region);
    const target = stringField(body, "TargetTableName");
    const from = backupsOf(source.region);
    const since = from?.since(source.table);
    if (!from || !since)
      return error(
        "PointInTimeRecoveryUnavailableException",
        `Point in time recovery is not enabled for table '${source.table}' in ${source.region}`,
      );
    const { RestoreDateTime: seconds } = body;
    const until = typeof seconds === "number" ? new Date(seconds * 1000) : now();
    if (until < since || until > now())
      return error("InvalidRestoreTimeException", `${until.toISOString()} is not restorable`);
    await copy(target, { from, table: source.table, until });
    onRestored(target, source);
    return jsonResponse(200, { TableDescription: await tableOf(target) });
  };

  return {
    backups,
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
