import assert from "node:assert/strict";
import { Failure } from "../../domain/failure";
import { resultOrFailure } from "../../handlers/resultOrFailure";
import type {
  Alerts,
  Jobs,
  OrderQueue,
  OrderQueueConsumer,
  OrderRecords,
  OwnEvents,
  Store,
  StoreCircuit,
  Subscriptions,
  WebhookEvents,
} from "../../ports";
import { injectedFailure } from "../support/failingPorts";
import { type MemoryService, memoryService } from "../support/memoryService";
import { type Operation, operations } from "../support/operations";

type Call =
  | `store.${Exclude<keyof Store, "canSendNow" | "webhooks">}`
  | `jobs.${keyof Jobs}`
  | `records.${keyof OrderRecords}`
  // Requeued only while the store's circuit is open: storeAdmission.test.ts.
  | `consumer.${Exclude<keyof OrderQueueConsumer, "requeue">}`
  | `queue.${keyof OrderQueue}`
  | `events.${keyof WebhookEvents}`
  | `ownEvents.${keyof OwnEvents}`
  | `alerts.${keyof Alerts}`
  | `subscriptions.${keyof Subscriptions}`
  // Written only while the store fails: storeAdmission.test.ts.
  | `circuit.${Exclude<keyof StoreCircuit, "write">}`
  | "secrets.accessToken"
  | "secrets.webhookSecrets";

/** Every call that the functions can make; a new method of a port does not compile without its line. */
const everyCall: Record<Call, true> = {
  "store.countOrders": true,
  "store.listOrders": true,
  "store.readOrder": true,
  "store.readOrders": true,
  "store.readProducts": true,
  "store.readShippingAddresses": true,
  "store.readCoupons": true,
  "store.setStatus": true,
  "store.awaitBudget": true,
  "jobs.checkpoint": true,
  "jobs.moveCheckpoint": true,
  "jobs.record": true,
  "records.find": true,
  "records.claim": true,
  "records.confirm": true,
  "records.resolveIntent": true,
  "records.save": true,
  "records.archive": true,
  "records.park": true,
  "records.replicate": true,
  "consumer.receive": true,
  "consumer.delete": true,
  "consumer.retryAfter": true,
  "consumer.deadLetter": true,
  "queue.send": true,
  "events.find": true,
  "events.add": true,
  "ownEvents.claim": true,
  "alerts.publish": true,
  "subscriptions.countConfirmed": true,
  "circuit.find": true,
  "secrets.accessToken": true,
  "secrets.webhookSecrets": true,
};

const hourMs = 3_600_000;

/** Starts in a new hour, so that no earlier alert suppresses one. */
const prepare = async ({ createService = memoryService, arrange }: Operation) => {
  const service = createService();
  await arrange(service);
  await service.clock.advance(hourMs - (service.clock.now() % hourMs));
  service.calls.clear();
  return service;
};

/** Alerts and log lines since a point in time. */
const reported = (
  service: MemoryService,
  since: { readonly alerts: number; readonly lines: number },
) => ({
  alerts: service.alerts.sent.slice(since.alerts),
  lines: service.logged
    .slice(since.lines)
    .filter(({ level }) => level !== "info")
    .map(({ error }) => String(error)),
});

const concernsOrders = (call: string): boolean =>
  /^(store\.(read|set|awaitBudget)|records\.|ownEvents\.|secrets\.accessToken)/.test(call);

/** A poll goes on without the count of subscriptions, and a topic without any could not deliver the alert. */
const isOnlyLogged = (call: string): boolean => call.startsWith("subscriptions.");

describe("each failing call of a port", () => {
  const callsOf = new Map<string, ReadonlySet<string>>();
  before(async () => {
    for (const [about, each] of Object.entries(operations)) {
      const service = await prepare(each);
      await each.act(service);
      callsOf.set(about, new Set(service.calls));
    }
  });

  const operationsWith = (call: string) =>
    Object.entries(operations).filter(([about]) => callsOf.get(about)?.has(call));

  const failIn = async (about: string, operation: Operation, call: string) => {
    const service = await prepare(operation);
    const since = { alerts: service.alerts.sent.length, lines: service.logged.length };
    service.failing.add(call);
    const outcome = await resultOrFailure(() => operation.act(service));
    const where = `${call} in ${about}`;
    const { code, message } = injectedFailure(call);
    const { alerts, lines } = reported(service, since);
    if (call === "alerts.publish") {
      assert.ok(outcome instanceof Failure, `${where}: an alarm watches the function's errors`);
    } else {
      assert.deepEqual(
        alerts.map((alert) => alert.code),
        isOnlyLogged(call) ? [] : [code],
        where,
      );
      assert.ok(
        alerts.every(({ body }) => body.includes(`${message} (${code})`)),
        where,
      );
      assert.ok(
        lines.some((error) => error.includes(message)),
        `${where} is logged`,
      );
      if (!/^a poll/.test(about) && concernsOrders(call))
        assert.ok(alerts[0]?.orderIds.length, where);
    }
    if (/^a poll/.test(about) && call !== "jobs.record") {
      const job = service.jobs.polls().at(-1);
      const expected = isOnlyLogged(call)
        ? ["succeeded", undefined]
        : ["failed", `${code}: ${message}`];
      assert.deepEqual([job?.outcome, job?.error], expected, where);
    }
    service.failing.clear();
    await operation.retry?.(service);
    await service.drain();
    operation.verify(service);
  };

  for (const call of Object.keys(everyCall)) {
    it(`${isOnlyLogged(call) ? "is logged" : "alerts once, by order and job"}, and loses nothing: ${call}`, async () => {
      const operationsOfCall = operationsWith(call);
      assert.notEqual(operationsOfCall.length, 0, `No operation makes the call ${call}`);
      for (const [about, operation] of operationsOfCall) await failIn(about, operation, call);
    });
  }
});
