import { Agent, type IncomingMessage, request as sendRequest } from "node:http";
import dynalite from "dynalite";
import {
  type AwsRequest,
  type AwsResponse,
  type AwsService,
  fieldsOf,
  type Fields,
  jsonProblem,
  textField,
  unsignedAuthorization,
} from "./awsService";
import { listenOnLoopback, readBody } from "./httpServer";

export interface Tables extends AwsService {
  /** Takes CreateTable's own parameters. */
  readonly create: (parameters: Fields) => Promise<void>;
  readonly call: (action: string, parameters: Fields) => Promise<Fields>;
  readonly stop: () => Promise<void>;
}

interface Place {
  readonly region: string;
  readonly accountId: string;
}

/** Headers that dynalite reads; the others belong to the connection with the gateway. */
const forwarded = ["authorization", "content-type", "x-amz-date", "x-amz-target"] as const;

const pick = (request: AwsRequest): Record<string, string> =>
  Object.fromEntries(
    forwarded.flatMap((name) => {
      const value = request.headers[name];
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );

const respond = async (incoming: IncomingMessage): Promise<AwsResponse> => {
  const headers = Object.entries(incoming.headers).flatMap(([name, value]) =>
    typeof value === "string" && /^(content-type|x-amz)/.test(name) ? [[name, value]] : [],
  );
  return {
    status: incoming.statusCode ?? 500,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: (await readBody(incoming)).toString("utf8"),
  };
};

/** What functions do with rows; each is called as the permission that it needs. */
const rowActions = new Set([
  ...["GetItem", "PutItem", "UpdateItem", "DeleteItem"],
  ...["BatchGetItem", "BatchWriteItem", "Query", "Scan"],
]);

/** Tables, by name or ARN, or the index of one. */
const resourcesIn = (body: Fields, arnOf: (name: string) => string): readonly string[] => {
  const items = body.RequestItems;
  if (typeof items === "object" && items !== null) return Object.keys(items).map(arnOf);
  const table = arnOf(textField(body, "TableName"));
  const index = textField(body, "IndexName");
  return [index === "" ? table : `${table}/index/${index}`];
};

/** Amazon DynamoDB: dynalite, on a port of its own behind the gateway. */
export const startTables = async ({ region, accountId }: Place): Promise<Tables> => {
  const { port, stop } = await listenOnLoopback(dynalite({ createTableMs: 0 }));
  const agent = new Agent({ keepAlive: true });

  const send = (headers: Record<string, string>, body: string): Promise<AwsResponse> =>
    new Promise((resolve, reject) => {
      const options = { host: "127.0.0.1", port, method: "POST", headers, agent };
      const outgoing = sendRequest(options, (incoming) => {
        respond(incoming).then(resolve, reject);
      });
      outgoing.on("error", reject);
      outgoing.end(body);
    });
  const call = async (action: string, parameters: Fields): Promise<Fields> => {
    const headers = {
      authorization: unsignedAuthorization("dynamodb", region),
      "content-type": "application/x-amz-json-1.0",
      "x-amz-date": "20200101T000000Z",
      "x-amz-target": `DynamoDB_20120810.${action}`,
    };
    const response = await send(headers, JSON.stringify(parameters));
    if (response.status !== 200) throw new Error(`${action} was refused: ${response.body}`);
    return fieldsOf(response.body);
  };

  const arnOf = (table: string): string =>
    table.startsWith("arn:") ? table : `arn:aws:dynamodb:${region}:${accountId}:table/${table}`;

  return {
    call,
    create: async (parameters) => void (await call("CreateTable", parameters)),
    denied: (why) => jsonProblem(400, "com.amazon.coral.service#AccessDeniedException", why),
    needs: ({ action, body }) => {
      if (!rowActions.has(action)) return undefined;
      const resources = resourcesIn(fieldsOf(body), arnOf);
      return resources.map((resource) => ({ action: `dynamodb:${action}`, resource }));
    },
    handle: (request) => send(pick(request), request.body),
    stop: async () => {
      agent.destroy();
      await stop();
    },
  };
};
