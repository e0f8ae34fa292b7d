import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, DynamoDBDocumentClient, PutCommand } from "@aws-sdk/lib-dynamodb";
import { aRecord } from "./anSqsEvent";
import { clientSettings } from "./clientSettings";
import { convertedCart, secretHeader } from "./convertedCart";
import { eventually } from "./eventually";
import { putParameter } from "./putParameter";
import { only, plantedSecrets, types } from "./recordedStack";
import type { RunningService } from "./runningService";
import { sendMessage } from "./sendMessage";
import { signatureHeaders } from "./signatureHeaders";

/** A container of the receiver caches its secrets, so each change of the secrets needs a new container. */
const putWebhookSecrets = async (service: RunningService, Value: string): Promise<void> => {
  await putParameter(service, "webhook-secrets", Value);
  const containers = () => service.cloud.containers("receive-webhook");
  const old = containers();
  for (const pid of old) process.kill(pid, "SIGKILL");
  await eventually("the old containers end", () => !containers().some((pid) => old.includes(pid)));
};

const pollUnauthorized = async ({ store, poll }: RunningService): Promise<void> => {
  const recover = store.injectFault({ fault: { kind: "status", status: 401 } });
  await poll();
  recover();
};

/** An order whose lines no row can hold, once acknowledged, is stored again after an edit. */
const editLargeOrder = async (service: RunningService): Promise<void> => {
  const { store, poll } = service;
  const { id } = store.place({ kind: "physical", lines: 100, giftMessageLength: 6_000 });
  const isDenied = () => denialsIn(service).length > 0;
  await poll();
  await eventually(
    "the large order is acknowledged",
    () => store.order(id)?.status_id === 9 || isDenied(),
    30_000,
  );
  // The store dates modifications by the second: only an earlier one has its chunks removed.
  const acknowledgedAt = Date.now();
  await eventually("the second passes", () => Date.now() > acknowledgedAt + 1_100);
  store.edit(id, { staff_notes: "Called the customer" });
  await poll();
  const isRefreshed = (line: string) =>
    line.includes("order.refreshed") && line.includes(`"orderId":${id}`);
  await eventually(
    "the large order is stored again",
    () => service.logs.some(isRefreshed) || isDenied(),
    30_000,
  );
};

/** A message that has waited for the store long, while the store's circuit is open. */
const processWhileWaiting = async ({ cloud, store }: RunningService): Promise<void> => {
  const { id } = store.place({ kind: "physical" });
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings(cloud)));
  const key = { kind: "circuit", at: "store" };
  const now = new Date().toISOString();
  const trouble = { since: now, code: "store.unavailable", reason: "down", failedProbes: 0 };
  const TableName = cloud.tableName("jobs");
  const probeAt = new Date(Date.now() + 600_000).toISOString();
  await client.send(new PutCommand({ TableName, Item: { ...key, trouble, probeAt } }));
  const body = JSON.stringify({ v: 1, orderId: id, reason: "poll", traceId: "waiting", at: now });
  await cloud.invoke("process-orders", { Records: [aRecord(0, 10, body)] });
  await client.send(new DeleteCommand({ TableName, Key: key }));
  client.destroy();
};

export const denialsIn = ({ cloud }: RunningService): readonly string[] =>
  cloud.access.decisions().flatMap(({ denial }) => denial ?? []);

/** Signed, so that the receiver checks for a duplicate. */
const postSigned = (service: RunningService, event: object): Promise<Response> => {
  const body = JSON.stringify(event);
  return service.post(body, {
    ...secretHeader,
    ...signatureHeaders(body, new Date(), plantedSecrets.clientSecret),
  });
};

const missingOrderId = 987_654;

/** An action, and the text in a log or mail which shows that the service has processed it. */
type Step = readonly [act: () => Promise<unknown>, evidence: string];

const stepsOf = (service: RunningService): readonly Step[] => {
  const { store, declared, poll } = service;
  const { id } = store.place({ kind: "physical" });
  const secrets = String(only(declared, types.parameter, "webhook-secrets").inputs.value);
  const announce = (orderId: number) => postSigned(service, convertedCart(orderId));
  return [
    [poll, "order.acknowledged"],
    // The first poll has no stored orders to compare with the store.
    [poll, "poll.ended"],
    [() => editLargeOrder(service), "order.refreshed"],
    [() => processWhileWaiting(service), '"next":"requeue"'],
    [() => putWebhookSecrets(service, "unreadable").then(() => announce(id)), "was not accepted"],
    [() => putWebhookSecrets(service, secrets).then(() => announce(id)), "webhook.queued"],
    [() => announce(missingOrderId), "order.missing"],
    [() => sendMessage(service, "orders", "{oops"), "runbooks/message-invalid.md"],
    [() => pollUnauthorized(service), "A poll for new orders failed"],
  ];
};

/**
 * Exercises every call that the service makes to AWS: each function at work and publishing an alert,
 * orders stored, retried and dead-lettered. Stops at the first denied call.
 */
export const exerciseAwsCalls = async (service: RunningService): Promise<void> => {
  const isDenied = () => denialsIn(service).length > 0;
  const shows = (evidence: string) => {
    const mails = service.cloud.mailbox.list().map(({ subject, body }) => `${subject} ${body}`);
    return [...service.logs, ...mails].some((text) => text.includes(evidence));
  };
  for (const [act, evidence] of stepsOf(service)) {
    if (isDenied()) return;
    await act();
    await eventually(evidence, () => isDenied() || shows(evidence), 30_000);
  }
  await eventually("an alarm goes to ALARM", () => {
    const { "dead-letters": alarm } = service.cloud.alarmStates();
    return isDenied() || alarm === "ALARM";
  });
};
