import type { Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import {
  type CreateTableCommandInput,
  CreateTableCommand,
  DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";

/** DynamoDB on the loopback, for the clients that the code under test makes for itself. */
export interface LocalDynamoDb {
  /** Makes a table of these keys, as in `{ id: "N" }`, and tells its name. */
  readonly createTable: (keys: Readonly<Record<string, "S" | "N">>) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** Starts one, and points this process's AWS SDK to it until it stops. */
export const startDynamoDb = async (): Promise<LocalDynamoDb> => {
  const server: Server = dynalite({ createTableMs: 0 });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const before = { ...process.env };
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}`,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  });
  const client = new DynamoDBClient({});
  let tables = 0;
  return {
    async createTable(keys) {
      tables += 1;
      const TableName = `table-${tables}`;
      await client.send(new CreateTableCommand(toTable(TableName, keys)));
      return TableName;
    },
    async stop() {
      client.destroy();
      process.env = before;
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
};

const toTable = (
  TableName: string,
  keys: Readonly<Record<string, "S" | "N">>,
): CreateTableCommandInput => ({
  TableName,
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: Object.entries(keys).map(([AttributeName, AttributeType]) => ({
    AttributeName,
    AttributeType,
  })),
  KeySchema: Object.keys(keys).map((AttributeName, n) => ({
    AttributeName,
    KeyType: n === 0 ? "HASH" : "RANGE",
  })),
});
