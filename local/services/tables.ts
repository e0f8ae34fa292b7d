import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import dynalite from "dynalite";
import { inject } from "light-my-request";
import {
  type AwsRequest,
  type AwsResponse,
  type AwsService,
  parseFields,
  type Fields,
  jsonError,
  stringField,
  unsignedAuthorization,
} from "./awsService";

export interface Tables extends AwsService {
  /** Takes CreateTable's own parameters. */
  readonly create: (parameters: Fields) => Promise<void>;
  readonly call: (action: string, parameters: Fields) => Promise<Fields>;
}

interface TableServiceOptions {
  readonly region: string;
  readonly accountId: string;
}

/** Headers that dynalite reads; the others belong to the connection with the gateway. */
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

/** What functions do with rows; each is called as the permission that it needs. */
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

/** Tables, by name or ARN, or the index of one. */
const resourcesIn = (body: Fields, arnOf: (name: string) => string): readonly string[] => {
  const items = body.RequestItems;
  if (typeof items === "object" && items !== null) return Object.keys(items).map(arnOf);
  const table = arnOf(stringField(body, "TableName"));
  const index = stringField(body, "IndexName");
  return [index === "" ? table : `${table}/index/${index}`];
};

/** Amazon DynamoDB: dynalite, called in-process; it has its rows in memory and needs no end. */
export const tableService = ({ region, accountId }: TableServiceOptions): Tables => {
  const server = dynalite({ createTableMs: 0 });
  const handle = (incoming: IncomingMessage, outgoing: ServerResponse): void =>
    void server.emit("request", incoming, outgoing);
  const send = async (headers: Record<string, string>, payload: string): Promise<AwsResponse> => {
    const answer = await inject(handle, { method: "POST", url: "/", headers, payload });
    const { statusCode: status, body } = answer;
    return { status, headers: responseHeaders(answer.headers), body };
  };
  const call = async (action: string, parameters: Fields): Promise<Fields> => {
    const headers = {
      authorization: unsignedAuthorization("dynamodb", region),
      "content-type": "application/x-amz-json-1.0",
      "x-amz-date": "20200101T000000Z",
      "x-amz-target": `DynamoDB_20120810.${action}`,
    };
    const response = await send(headers, JSON.stringify(parameters));
    if (response.status !== 200) throw new Error(`${action} was refused: ${response.body}`);
    return parseFields(response.body);
  };

  const arnOf = (table: string): string =>
    table.startsWith("arn:") ? table : `arn:aws:dynamodb:${region}:${accountId}:table/${table}`;

  return {
    call,
    create: async (parameters) => void (await call("CreateTable", parameters)),
    accessDenied: (why) => jsonError(400, "com.amazon.coral.service#AccessDeniedException", why),
    requiredPermissions: ({ action, body }) => {
      if (!rowActions.has(action)) return undefined;
      const resources = resourcesIn(parseFields(body), arnOf);
      return resources.map((resource) => ({ action: `dynamodb:${action}`, resource }));
    },
    handle: (request) => send(forwardedHeaders(request), request.body),
  };
};
