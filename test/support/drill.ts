import assert from "node:assert/strict";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import type { Cloud } from "../../local/cloud";
import { isSuccess } from "../../simulator/hooks/delivery";
import type { SimulatedStore } from "../../simulator/simulatedStore";
import { clientSettings } from "./clientSettings";
import { type DocumentShell, documentShell } from "./documentShell";
import type { Deployment } from "./deployment";
import { eventually } from "./eventually";
import { queueIsEmpty } from "./queueIsEmpty";
import type { Row } from "./tableRows";

/** For what takes several invocations on a busy machine. */
export const patienceMs = 120_000;

/** Variables of the CLI for commands without prompts. */
export const withoutPrompts = {
  PULUMI_SKIP_CONFIRMATIONS: "true",
  npm_config_update_notifier: "false",
};

/** A shell for the commands of a document, whose AWS CLI calls an embedded cloud. */
export const drillShell = (
  { cli, directory, cloud }: Deployment,
  endpoint = cloud.endpoint,
): DocumentShell =>
  documentShell({
    directory,
    env: {
      ...cli.env,
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: cloud.region,
      AWS_DEFAULT_REGION: cloud.region,
      AWS_ACCESS_KEY_ID: "LOCAL",
      AWS_SECRET_ACCESS_KEY: "LOCAL",
      AWS_PAGER: "",
    },
  });

/** The items of a table, named by its physical name. */
export const itemsOf = async (
  cloud: Pick<Cloud, "endpoint" | "region">,
  TableName: string,
): Promise<readonly Row[]> => {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings(cloud)));
  const { Items = [] } = await client.send(new ScanCommand({ TableName, ConsistentRead: true }));
  client.destroy();
  return Items;
};

/** The rows of a table, named by its physical name, by order. */
export const rowsOf = async (
  cloud: Pick<Cloud, "endpoint" | "region">,
  TableName: string,
): Promise<ReadonlyMap<number, Row>> =>
  new Map((await itemsOf(cloud, TableName)).map((row) => [Number(row["id"]), row]));

/** The statuses that the service set. */
export const statusWrites = (store: SimulatedStore, id: number): readonly number[] =>
  store.history(id).flatMap(({ by, to }) => (by === "api" ? [to] : []));

export const areAcknowledged = (store: SimulatedStore, ids: readonly number[]): Promise<unknown> =>
  eventually(
    `orders ${ids.join(", ")} are acknowledged`,
    () => ids.every((id) => statusWrites(store, id).length > 0),
    patienceMs,
  );

export const assertOnceEach = (store: SimulatedStore, ids: readonly number[]): void => {
  const counts = ids.map((id) => [id, statusWrites(store, id).length]);
  assert.deepEqual(
    counts,
    ids.map((id) => [id, 1]),
  );
};

/** Every webhook was answered at its first attempt. */
export const assertAnswered = (store: SimulatedStore): void => {
  const attempts = store.deliveries().flatMap(({ attempts: all }) => all);
  const failed = attempts.map(({ result }) => result).filter((result) => !isSuccess(result));
  assert.deepEqual(failed, []);
};

/** Waits until the webhooks are delivered and their messages are processed. */
export const settled = async (store: SimulatedStore, cloud: Cloud): Promise<void> => {
  await store.settled();
  await queueIsEmpty({ cloud }, patienceMs);
};

export const assertNoDeadLetters = async (cloud: Cloud): Promise<void> => {
  const { "orders-dead-letters": deadLetters } = await cloud.queueDepths();
  assert.deepEqual(deadLetters, { visible: 0, delayed: 0, inFlight: 0 });
};

/** A second that has passed, after everything of before: restores are precise to the second. */
export const passedSecond = async (): Promise<string> => {
  const second = Math.ceil(Date.now() / 1000) * 1000;
  await eventually("the second has passed", () => Date.now() > second + 1000);
  return new Date(second).toISOString();
};
