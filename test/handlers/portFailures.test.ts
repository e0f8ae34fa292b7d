import assert from "node:assert/strict";
import { Failure } from "../../domain/failure";
import { catchFailure } from "../../handlers/catchFailure";
import type {
  Alerts,
  OrderQueueConsumer,
  OwnEvents,
  Jobs,
  OrderQueue,
  OrderRecords,
  Store,
  WebhookEvents,
} from "../../ports";
import { injectedFailure } from "../support/failingPorts";
import { type MemoryService, memoryService } from "../support/memoryService";
import { type Operation, operations } from "../support/operations";

type Call =
  | `store.${Exclude<keyof Store, "canSendNow" | "webhooks">}`
  | `jobs.${keyof Jobs}`
  | `records.${keyof OrderRecords}`
  | `consumer.${keyof OrderQueueConsumer}`
  | `queue.${keyof OrderQueue}`
  | `events.${keyof WebhookEvents}`
  | `ownEvents.${keyof OwnEvents}`
  | `alerts.${keyof Alerts}`
  | "secrets.accessToken"
  | "secrets.webhookSecrets";

/** All that the functions can ask of the outside; a port's new method does not compile without its line. */
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
  "secrets.accessToken": true,
  "secrets.webhookSecrets": true,
};

const hourMs = 3_600_000;

/** In an hour whose alerts are all still to come. */
const prepared = async ({ createService = memoryService, arrange }: Operation) => {
  const made = createService();
  await arrange(made);
  await made.clock.advance(hourMs - (made.clock.now() % hourMs));
  made.calls.clear();
  return made;
};

/** What of the outside failed, as people and machines are told of it. */
const told = (
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

describe("each call to the outside that fails", () => {
  const callsOf = new Map<string, ReadonlySet<string>>();
  before(async () => {
    for (const [about, each] of Object.entries(operations)) {
      const service = await prepared(each);
      await each.act(service);
      callsOf.set(about, new Set(service.calls));
    }
  });

  const actsWith = (call: string) =>
    Object.entries(operations).filter(([about]) => callsOf.get(about)?.has(call));

  const breakIn = async (about: string, act: Operation, call: string) => {
    const service = await prepared(act);
    const since = { alerts: service.alerts.sent.length, lines: service.logged.length };
    service.failing.add(call);
    const outcome = await catchFailure(() => act.act(service));
    const where = `${call} in ${about}`;
    const { code, message } = injectedFailure(call);
    const { alerts, lines } = told(service, since);
    if (call === "alerts.publish") {
      assert.ok(outcome instanceof Failure, `${where}: the function's errors are watched`);
    } else {
      assert.deepEqual(
        alerts.map((alert) => alert.code),
        [code],
        where,
      );
      assert.ok(alerts[0]?.body.includes(`${message} (${code})`), where);
      assert.ok(
        lines.some((error) => error.includes(message)),
        `${where} is logged`,
      );
      if (!/^a poll/.test(about) && concernsOrders(call))
        assert.ok(alerts[0]?.orderIds.length, where);
    }
    if (/^a poll/.test(about) && call !== "jobs.record") {
      const job = service.jobs.polls().at(-1);
      assert.deepEqual([job?.outcome, job?.error], ["failed", `${code}: ${message}`], where);
    }
    service.failing.clear();
    await act.retry?.(service);
    await service.drain();
    act.verify(service);
  };

  for (const call of Object.keys(everyCall)) {
    it(`is told of once, by order and job, and loses nothing: ${call}`, async () => {
      const acts = actsWith(call);
      assert.notEqual(acts.length, 0, `No act takes ${call}`);
      for (const [about, act] of acts) await breakIn(about, act, call);
    });
  }
});
