import type { Fault as StoreFault } from "../../simulator/api/faults";
import type { SimulatedStore } from "../../simulator/simulatedStore";
import { hourMs, minuteMs } from "../engine/durations";
import type { SimulationContext } from "../engine/simulationContext";
import type { MemoryCloud } from "../service/memory/memoryCloud";
import { breakWebhook } from "./breakWebhook";
import type { BrokenOrder, Scenario } from "./scenario";

export interface FaultScheduleParts extends SimulationContext {
  readonly store: SimulatedStore;
  readonly scenario: Scenario;
  readonly cloud: MemoryCloud;
  /** Posts to the public webhook URL and returns the HTTP status. */
  readonly post: (body: string, headers: Readonly<Record<string, string>>) => Promise<number>;
  readonly webhookSecret: string;
  readonly storeHash: string;
}

export interface Outage {
  readonly from: number;
  readonly until: number;
}

export interface FaultSchedule {
  readonly isOutage: () => boolean;
  /** When the store was down, in epoch milliseconds; the periods may overlap. */
  readonly outages: readonly Outage[];
  /** Whether other apps use the quota, or the quota is smaller than usual. */
  readonly isQuotaContended: () => boolean;
  /** The order that the store cannot render in lists, once there is one. */
  readonly brokenOrderId: () => number | undefined;
  /** Whether the store cannot render an order alone either. */
  readonly isUnreadable: (orderId: number, at: number) => boolean;
  /** Bodies of the poison messages that were sent to the queue. */
  readonly poison: readonly string[];
  /** HTTP statuses in response to forged webhooks. */
  readonly forged: readonly number[];
  /** HTTP statuses in response to authentic webhooks that name no order. */
  readonly unusable: readonly number[];
}

/** Above the ids of all orders of a run. */
export const firstUnknownOrderId = 900_000;
/** Occurs in forged webhooks only. */
export const forgedOrderId = 800_000;

/** As a store that is closed for maintenance answers, whatever is asked. */
const maintenancePage = (html: boolean): StoreFault => ({ kind: "status", status: 404, html });

const outageFaults: readonly StoreFault[] = [
  maintenancePage(false),
  maintenancePage(true),
  { kind: "status", status: 503 },
  { kind: "status", status: 503, html: true },
  { kind: "reset" },
  { kind: "hang" },
  { kind: "overload" },
];

const poisonBodies = [
  "",
  "{",
  "hello",
  "null",
  '{"v":1}',
  '{"v":2,"orderId":100,"reason":"poll"}',
  '{"v":1,"orderId":"../x","reason":"poll"}',
  '{"v":1,"orderId":-1,"reason":"webhook"}',
  '{"v":1,"orderId":1.5,"reason":"webhook"}',
];

/** What an authentic webhook may hold instead of an order's id. */
const unusableBodies = [
  "",
  "{",
  "null",
  '{"producer":"stores/other","scope":"store/cart/converted","data":{"orderId":100}}',
  '{"scope":"store/cart/converted","data":{"type":"cart","id":"cart"}}',
  '{"scope":"store/order/updated","data":{"type":"order","id":null}}',
];

const usualQuota = { requests: 150, neighbourRequestsPerSecond: 0, refusal: "headers" } as const;

/** Schedules faults at random times before `until`. */
export const scheduleFaults = (parts: FaultScheduleParts, until: number): FaultSchedule => {
  const { clock, random, faultInjector, trace, store, scenario, cloud } = parts;
  const start = clock.now();
  let outageUntil = 0;
  const outages: Outage[] = [];
  let quotaUntil = 0;
  let brokenOrderId: number | undefined;
  let unreadableUntil = 0;
  const poison: string[] = [];
  const forged: number[] = [];
  const unusable: number[] = [];
  const scheduleRandomly = (times: number, task: () => void | Promise<void>): void => {
    for (let n = 0; n < times; n += 1) clock.schedule(random.integer(start, until - 1), task);
  };

  const startOutage = (hours: number, fault = random.pick(outageFaults)): void => {
    outages.push({ from: clock.now(), until: clock.now() + hours * hourMs });
    outageUntil = Math.max(outageUntil, clock.now() + hours * hourMs);
    faultInjector.count("outage");
    if (hours >= 48) faultInjector.count("outage of 48 hours");
    if (hours > 24) faultInjector.spareReceiveCountUntil(outageUntil);
    trace.add("store", `is down for ${hours} hours`, undefined, fault);
    store.injectFault({ fault, forMs: hours * hourMs, afterEffect: false });
  };
  const startMaintenance = (): void => {
    faultInjector.count("store answered 404 to everything");
    const hours = Math.min(random.integer(10, 180) * minuteMs, until - clock.now()) / hourMs;
    startOutage(hours, maintenancePage(random.chance(0.5)));
  };
  /** A burst of one message per order, as when old dead letters are redriven. */
  const replayMessages = (): void => {
    faultInjector.count("old messages replayed");
    trace.add("staff", "replays old messages");
    const at = clock.date().toISOString();
    for (const { id: orderId } of store.orders())
      cloud.queue.send(JSON.stringify({ v: 1, orderId, reason: "poll", traceId: "replay", at }));
  };
  const contendQuota = (): void => {
    if (random.chance(0.5)) replayMessages();
    const ms = Math.min(random.integer(1, 60) * minuteMs, until - clock.now());
    const refusal = random.pick(["headers", "retryAfter", "bare"] as const);
    const isSmall = random.chance(0.5);
    faultInjector.count(isSmall ? "small quota" : "noisy neighbour");
    quotaUntil = clock.now() + ms;
    const change = isSmall
      ? { requests: random.integer(3, 20) }
      : { neighbourRequestsPerSecond: random.integer(3, 8) };
    trace.add("store", "has little quota", undefined, { ...change, refusal });
    store.quota.change({ ...usualQuota, refusal, ...change });
    clock.schedule(quotaUntil, () => {
      if (clock.now() >= quotaUntil) store.quota.change(usualQuota);
    });
  };
  const rotateToken = (): void => {
    const token = `token-${clock.now()}`;
    faultInjector.count("token rotated");
    trace.add("staff", "rotates the token");
    store.rotateToken(token);
    clock.schedule(clock.now() + random.integer(0, 20 * minuteMs), () => {
      cloud.accessToken.set(store.token());
      trace.add("staff", "updates the token parameter");
    });
  };
  const sendPoison = (): void => {
    const body = random.pick(poisonBodies);
    poison.push(body);
    faultInjector.count("poison message");
    trace.add("stranger", "sends a poison message", undefined, body);
    cloud.queue.send(body);
  };
  const webhookAbout = (orderId: number): string =>
    JSON.stringify({
      scope: "store/cart/converted",
      data: { type: "cart", id: "cart", orderId },
      created_at: Math.floor(clock.now() / 1000),
      producer: `stores/${parts.storeHash}`,
    });
  const forgeWebhook = async (): Promise<void> => {
    faultInjector.count("webhook forged");
    const guess = random.chance(0.5) ? "" : "guessed-secret-0123456789";
    forged.push(await parts.post(webhookAbout(forgedOrderId), { "X-Webhook-Secret": guess }));
  };
  const sendUnusableWebhook = async (): Promise<void> => {
    faultInjector.count("webhook of no use");
    const headers = { "X-Webhook-Secret": parts.webhookSecret };
    unusable.push(await parts.post(random.pick(unusableBodies), headers));
  };
  const announceUnknownOrder = async (): Promise<void> => {
    faultInjector.count("webhook of an unknown order");
    const orderId = firstUnknownOrderId + random.integer(0, 9);
    trace.add("stranger", "announces an unknown order", orderId);
    await parts.post(webhookAbout(orderId), { "X-Webhook-Secret": parts.webhookSecret });
  };
  const breakOneWebhook = (): void => {
    const fault = breakWebhook(store, random);
    if (!fault) return;
    faultInjector.count(fault);
    trace.add("staff", fault);
  };
  const varyDeliveryFaults = (): void => {
    const isOver = clock.now() >= until;
    const rate = (max: number): number => (isOver ? 0 : random.next() * max);
    store.setDeliveryFaults({ drop: rate(0.5), duplicate: rate(0.3), reorder: rate(0.4) });
    if (!isOver) clock.schedule(clock.now() + 4 * hourMs, varyDeliveryFaults);
  };

  const { outage, brokenOrder } = scenario;
  /** An order between two others, which is edited now and then, so that lists of changes hold it as well. */
  const placeBrokenOrder = (): number => {
    const checkout = { kind: "physical", lines: 2, statusId: 11 } as const;
    store.place(checkout);
    const { id } = store.place(checkout);
    store.place(checkout);
    const edit = (): void => {
      store.edit(id, { staff_notes: `Called at ${clock.now()}` });
      scheduleEdit();
    };
    const scheduleEdit = (): void => {
      const at = clock.now() + random.integer(2, 8) * hourMs;
      if (at < until) clock.schedule(at, edit);
    };
    scheduleEdit();
    return id;
  };
  const breakOrder = ({ singleHours, fault }: BrokenOrder): void => {
    const orderId = placeBrokenOrder();
    faultInjector.count("order broke every list");
    if (singleHours > 0) faultInjector.count("order broke its own reads");
    trace.add("store", "cannot render an order any more", orderId, { fault, singleHours });
    store.injectFault({ fault, orderId, path: "^/v2/orders\\?" });
    unreadableUntil = Math.min(clock.now() + singleHours * hourMs, until);
    const forMs = unreadableUntil - clock.now();
    store.injectFault({ fault, orderId, path: "^/v2/orders/", method: "GET", forMs });
    brokenOrderId = orderId;
  };
  if (brokenOrder)
    clock.schedule(start + brokenOrder.afterHours * hourMs, () => breakOrder(brokenOrder));
  if (outage) clock.schedule(start + outage.afterHours * hourMs, () => startOutage(outage.hours));
  scheduleRandomly(random.integer(0, 2), startMaintenance);
  scheduleRandomly(random.integer(0, 5), contendQuota);
  scheduleRandomly(random.integer(0, 2), rotateToken);
  scheduleRandomly(random.integer(0, 2), sendPoison);
  scheduleRandomly(random.integer(0, 2), forgeWebhook);
  scheduleRandomly(random.integer(0, 1), announceUnknownOrder);
  scheduleRandomly(random.integer(0, 3), breakOneWebhook);
  scheduleRandomly(random.integer(0, 2), sendUnusableWebhook);
  varyDeliveryFaults();
  clock.schedule(until, () => store.quota.change(usualQuota));
  return {
    isOutage: () => clock.now() < outageUntil,
    outages,
    isQuotaContended: () => clock.now() < quotaUntil + 30_000,
    brokenOrderId: () => brokenOrderId,
    isUnreadable: (orderId, at) => orderId === brokenOrderId && at < unreadableUntil,
    poison,
    forged,
    unusable,
  };
};
