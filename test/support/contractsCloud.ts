import { randomUUID } from "node:crypto";
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import {
  CreateTopicCommand,
  DeleteTopicCommand,
  SNSClient,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { sqsClient } from "../../adapters/sqsClient";
import { startAwsEmulator } from "./awsEmulator";

export type Key = readonly [name: string, type: "S" | "N"];

/** The AWS that the adapters' contracts are tested on, and what the tests create there. */
export interface ContractsCloud {
  /** Returns the table's name. */
  readonly createTable: (name: string, hash: Key, range?: Key) => Promise<string>;
  /** Returns the queue's URL. */
  readonly createQueue: (name: string) => Promise<string>;
  /** Returns the ARN of a topic with so many subscriptions: queues, which need not confirm theirs. */
  readonly createTopic: (name: string, subscriptions?: number) => Promise<string>;
  /** Removes what was created. */
  readonly stop: () => Promise<void>;
}

/** Points this process's AWS SDK to the cloud that `CONTRACTS_ENDPOINT` names; returns how to undo that. */
const pointTo = async (endpoint: string | undefined): Promise<() => Promise<void>> => {
  if (endpoint === undefined) {
    const emulator = await startAwsEmulator([]);
    return emulator.stop;
  }
  if (endpoint === "aws") return () => Promise.resolve();
  if (!URL.canParse(endpoint))
    throw new Error(`Expected CONTRACTS_ENDPOINT to be a URL or "aws", got "${endpoint}"`);
  const before = { ...process.env };
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: before["AWS_REGION"] ?? "us-east-1",
    AWS_ACCESS_KEY_ID: before["AWS_ACCESS_KEY_ID"] ?? "test",
    AWS_SECRET_ACCESS_KEY: before["AWS_SECRET_ACCESS_KEY"] ?? "test",
  });
  return () => {
    process.env = before;
    return Promise.resolve();
  };
};

const attributeOf = ([AttributeName, AttributeType]: Key) => ({ AttributeName, AttributeType });

/**
 * The embedded cloud; or, by `CONTRACTS_ENDPOINT`, any other: the URL of an emulator, or `aws` for the account
 * and region of the environment. Every name is new, and what the tests create is removed at the end.
 */
export const startContractsCloud = async (): Promise<ContractsCloud> => {
  const endpoint = process.env["CONTRACTS_ENDPOINT"];
  const restore = await pointTo(endpoint);
  const run = randomUUID().slice(0, 8);
  const removals: (() => Promise<unknown>)[] = [];
  let count = 0;
  const unique = (name: string): string => `contracts-${run}-${name}-${(count += 1)}`;
  const [tables, queues, topics] = [new DynamoDBClient({}), sqsClient(), new SNSClient({})];

  const createQueue = async (name: string): Promise<string> => {
    const create = new CreateQueueCommand({ QueueName: unique(name) });
    const { QueueUrl = "" } = await queues.send(create);
    removals.push(() => queues.send(new DeleteQueueCommand({ QueueUrl })));
    return QueueUrl;
  };

  return {
    async createTable(name, hash, range) {
      const TableName = unique(name);
      const keys = range ? [hash, range] : [hash];
      await tables.send(
        new CreateTableCommand({
          TableName,
          BillingMode: "PAY_PER_REQUEST",
          AttributeDefinitions: keys.map(attributeOf),
          KeySchema: keys.map(([AttributeName], index) => ({
            AttributeName,
            KeyType: index === 0 ? "HASH" : "RANGE",
          })),
        }),
      );
      removals.push(() => tables.send(new DeleteTableCommand({ TableName })));
      await waitUntilTableExists({ client: tables, maxWaitTime: 60 }, { TableName });
      return TableName;
    },

    createQueue,

    async createTopic(name, subscriptions = 0) {
      const { TopicArn = "" } = await topics.send(new CreateTopicCommand({ Name: unique(name) }));
      removals.push(() => topics.send(new DeleteTopicCommand({ TopicArn })));
      for (let n = 0; n < subscriptions; n += 1) {
        const QueueUrl = await createQueue("subscriber");
        const get = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] });
        const Endpoint = (await queues.send(get)).Attributes?.QueueArn;
        await topics.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint }));
      }
      return TopicArn;
    },

    async stop() {
      const removed = await Promise.allSettled(removals.map((remove) => remove()));
      await restore();
      const failed = removed.find((one) => one.status === "rejected");
      if (failed) throw failed.reason;
    },
  };
};
