import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import dynalite from "dynalite";
import { inject } from "light-my-request";
import { type Fields, isFields } from "../fields";
import {
  type AwsRequest,
  type AwsResponse,
  type AwsService,
  jsonError,
  parseFields,
  stringField,
  unsignedAuthorization,
} from "./awsService";
import {
  type SourceTable,
  type TableBackups,
  type TableRestores,
  tableRestores,
} from "./tableRestores";

export interface Tables extends AwsService {
  /** The parameters are those of CreateTable. */
  readonly create: (parameters: Fields) => Promise<void>;
  readonly delete: (name: string) => Promise<void>;
  readonly call: (action: string, parameters: Fields) => Promise<Fields>;
  readonly setPointInTimeRecovery: (table: string, isEnabled: boolean) => void;
  /** Undefined where no writes are kept. */
  readonly backups: TableBackups | undefined;
}

/** What requests do to tables that nothing declared, or that a declaration still names. */
export interface TableObserver {
  readonly restored: (target: string, source: SourceTable) => void;
  readonly deleted: (table: string) => void;
}

interface TableServiceOptions {
  readonly region: string;
  readonly accountId: string;
  /** Whether writes are kept, so that tables can be restored: memory grows with each write. */
  readonly keepsWrites: boolean;
  readonly observer: TableObserver;
  readonly backupsOf: (region: string) => TableBackups | undefined;
}

/** The headers that dynalite reads; the others belong to the connection to the gateway. */
const forwarded = ["authorization", "content-type", "x-amz-date", "x-amz-target"] as const;

const forwardedHeaders = (request: AwsRequest): Record<string, string> =>
  Object.fromEntries(
    forwarded.flatMap((name) => {
      const value = request.headers[name];
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );

const responseHeaders = (headers: OutgoingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      /^(content-type|x-amz)/.test(name) ? [[name, String(value)]] : [],
    ),
  );

const actionIn = (headers: Readonly<Record<string, string>>): string =>
  headers["x-amz-target"]?.split(".")[1] ?? "";

/** Each has the name of the permission that it needs. */
const rowActions = new Set([
  "GetItem",
  "PutItem",
  "UpdateItem",
  "DeleteItem",
  "BatchGetItem",
  "BatchWriteItem",
  "Query",
  "Scan",
]);

/** The ARNs of the tables, or of the index, that a request reads or writes. */
const resourcesIn = (body: Fields, arnOf: (name: string) => string): readonly string[] => {
  const items = body.RequestItems;
  if (isFields(items)) return Object.keys(items).map(arnOf);
  const table = arnOf(stringField(body, "TableName"));
  const index = stringField(body, "IndexName");
  return [index === "" ? table : `${table}/index/${index}`];
};

/** Amazon DynamoDB: dynalite, called in-process; it stores rows in memory and need not be stopped. */
export const tableService = (options: TableServiceOptions): Tables => {
  const { region, accountId, observer, backupsOf } = options;
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  const handle = (incoming: IncomingMessage, outgoing: ServerResponse): void =>
    void server.emit("request", incoming, outgoing);
  const send = async (headers: Record<string, string>, payload: string): Promise<AwsResponse> => {
    const response = await inject(handle, { method: "POST", url: "/", headers, payload });
    const { statusCode: status, body } = response;
    if (status === 200) restores?.record(actionIn(headers), payload);
    return { status, headers: responseHeaders(response.headers), body };
  };
  const call = async (action: string, parameters: Fields): Promise<Fields> => {
    const headers = {
      authorization: unsignedAuthorization("dynamodb", region),
      "content-type": "application/x-amz-json-1.0",
      "x-amz-date": "20200101T000000Z",
      "x-amz-target": `DynamoDB_20120810.${action}`,
    };
    const response = await send(headers, JSON.stringify(parameters));
    if (response.status !== 200) throw new Error(`${action} failed: ${response.body}`);
    return parseFields(response.body);
  };
  const restores: TableRestores | undefined = options.keepsWrites
    ? tableRestores({ region, call, backupsOf, onRestored: observer.restored })
    : undefined;
  const deleteTable = async (request: AwsRequest): Promise<AwsResponse> => {
    const response = await send(forwardedHeaders(request), request.body);
    if (response.status === 200)
      observer.deleted(stringField(parseFields(request.body), "TableName"));
    return response;
  };

  const statusOf = async (TableName: string): Promise<unknown> => {
    const { Table } = await call("DescribeTable", { TableName });
    return isFields(Table) ? Table.TableStatus : undefined;
  };
  const isListed = async (TableName: string): Promise<boolean> => {
    const { TableNames } = await call("ListTables", {});
    return Array.isArray(TableNames) && TableNames.includes(TableName);
  };
  /** Creates and deletes as Pulumi's AWS provider does, which waits: dynalite goes on in the background. */
  const until = async (isReached: () => Promise<boolean>): Promise<void> => {
    while (!(await isReached())) await new Promise((resolve) => setImmediate(resolve));
  };

  const arnOf = (table: string): string =>
    table.startsWith("arn:") ? table : `arn:aws:dynamodb:${region}:${accountId}:table/${table}`;

  return {
    call,
    create: async (parameters) => {
      await call("CreateTable", parameters);
      const TableName = stringField(parameters, "TableName");
      await until(async () => (await statusOf(TableName)) === "ACTIVE");
    },
    delete: async (TableName) => {
      await call("DeleteTable", { TableName });
      await until(async () => !(await isListed(TableName)));
    },
    accessDenied: (reason) =>
      jsonError(400, "com.amazon.coral.service#AccessDeniedException", reason),
    requiredPermissions: ({ action, body }) => {
      if (!rowActions.has(action)) return undefined;
      const resources = resourcesIn(parseFields(body), arnOf);
      return resources.map((resource) => ({ action: `dynamodb:${action}`, resource }));
    },
    backups: restores?.backups,
    setPointInTimeRecovery: (table, isEnabled) => restores?.setEnabled(table, isEnabled),
    handle: async (request) => {
      if (request.action === "DeleteTable") return deleteTable(request);
      const restored = restores?.handle(request.action, parseFields(request.body));
      return restored ?? send(forwardedHeaders(request), request.body);
    },
  };
};
