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

export interface Tables extends AwsService {
  /** The parameters are those of CreateTable. */
  readonly create: (parameters: Fields) => Promise<void>;
  readonly delete: (name: string) => Promise<void>;
  readonly call: (action: string, parameters: Fields) => Promise<Fields>;
}

interface TableServiceOptions {
  readonly region: string;
  readonly accountId: string;
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
export const tableService = ({ region, accountId }: TableServiceOptions): Tables => {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  const handle = (incoming: IncomingMessage, outgoing: ServerResponse): void =>
    void server.emit("request", incoming, outgoing);
  const send = async (headers: Record<string, string>, payload: string): Promise<AwsResponse> => {
    const response = await inject(handle, { method: "POST", url: "/", headers, payload });
    const { statusCode: status, body } = response;
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

  const arnOf = (table: string): string =>
    table.startsWith("arn:") ? table : `arn:aws:dynamodb:${region}:${accountId}:table/${table}`;

  return {
    call,
    create: async (parameters) => void (await call("CreateTable", parameters)),
    delete: async (TableName) => void (await call("DeleteTable", { TableName })),
    accessDenied: (reason) =>
      jsonError(400, "com.amazon.coral.service#AccessDeniedException", reason),
    requiredPermissions: ({ action, body }) => {
      if (!rowActions.has(action)) return undefined;
      const resources = resourcesIn(parseFields(body), arnOf);
      return resources.map((resource) => ({ action: `dynamodb:${action}`, resource }));
    },
    handle: (request) => send(forwardedHeaders(request), request.body),
  };
};
