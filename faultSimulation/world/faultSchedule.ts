import type { Fault as StoreFault } from "../../simulator/api/faults";
import type { SimulatedStore } from "../../simulator/simulatedStore";
import type { MemoryCloud } from "../service/memory/memoryCloud";
import { breakWebhook } from "./breakWebhook";
import type { SimulationContext } from "../service/invocation";
import type { Scenario } from "./scenario";

export interface FaultScheduleParts extends SimulationContext {
  readonly store: SimulatedStore;
  readonly scenario: Scenario;
  readonly cloud: MemoryCloud;
  /** Posts to the webhook URL as anybody could; the answer is the HTTP status. */
  readonly post: (body: string, headers: Readonly<Record<string, string>>) => Promise<number>;
  readonly webhookSecret: string;
  readonly storeHash: string;
}

export interface FaultSchedule {
  readonly isOutage: () => boolean;
  /** Whether other apps use the quota, or it is smaller than usual. */
  readonly isQuotaContended: () => boolean;
  /** Bodies that nobody can read, as they were put on the queue. */
  readonly poison: readonly string[];
  /** What became of webhooks that are not authentic. */
  readonly forged: readonly number[];
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Far beyond the orders of any run. */
export const firstUnknownOrderId = 900_000;
/** Only ever named in forged webhooks. */
export const forgedOrderId = 800_000;

const outageFaults: readonly StoreFault[] = [
  { kind: "status", status: 503 },
  { kind: "status", status: 503, html: true },
  { kind: "reset" },
  { kind: "hang" },
  { kind: "overload" },
];

const poisons = [
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

const quiet = { requests: 150, neighbourRequestsPerSecond: 0, refusal: "headers" } as const;

/** Breaks things by appointment, at moments that the seed draws, until then. */
export const scheduleFaults = (parts: FaultScheduleParts, until: number): FaultSchedule => {
  const { clock, random, faultInjector, trace, store, scenario, cloud } = parts;
  const start = clock.now();
  let outageUntil = 0;
  let quotaUntil = 0;
  const poison: string[] = [];
  const forged: number[] = [];
  /** So many times, at moments of chance. */
  const scatter = (times: number, work: () => void | Promise<void>): void => {
    for (let n = 0; n < times; n += 1) clock.schedule(random.integer(start, until - 1), work);
  };

  const breakStore = (hours: number): void => {
    outageUntil = clock.now() + hours * hourMs;
    faultInjector.count("outage");
    if (hours >= 48) faultInjector.count("outage of 48 hours");
    if (hours > 24) faultInjector.spareReceiveCountUntil(outageUntil);
    const fault = random.pick(outageFaults);
    trace.add("store", `is away for ${hours} hours`, undefined, fault);
    store.injectFault({ fault, forMs: hours * hourMs, afterEffect: false });
  };
  /** Everything at once, as when dead letters of long ago are sent back. */
  const askForAll = (): void => {
    faultInjector.count("old messages sent anew");
    trace.add("staff", "sends old messages anew");
    const at = clock.date().toISOString();
    for (const { id: orderId } of store.orders())
      cloud.queue.send(JSON.stringify({ v: 1, orderId, reason: "poll", traceId: "anew", at }));
  };
  const crowdQuota = (): void => {
    if (random.chance(0.5)) askForAll();
    const ms = Math.min(random.integer(1, 60) * minuteMs, until - clock.now());
    const refusal = random.pick(["headers", "retryAfter", "bare"] as const);
    const isSmall = random.chance(0.5);
    faultInjector.count(isSmall ? "small quota" : "noisy neighbour");
    quotaUntil = clock.now() + ms;
    const change = isSmall
      ? { requests: random.integer(3, 20) }
      : { neighbourRequestsPerSecond: random.integer(3, 8) };
    trace.add("store", "has little quota", undefined, { ...change, refusal });
    store.quota.change({ ...quiet, refusal, ...change });
    clock.schedule(quotaUntil, () => {
      if (clock.now() >= quotaUntil) store.quota.change(quiet);
    });
  };
  const rotateToken = (): void => {
    const token = `token-${clock.now()}`;
    faultInjector.count("token rotated");
    trace.add("staff", "rotates the token");
    store.rotateToken(token);
    clock.schedule(clock.now() + random.integer(0, 20 * minuteMs), () => {
      cloud.accessToken.set(store.token());
      trace.add("staff", "tells the service the token");
    });
  };
  const dropPoison = (): void => {
    const body = random.pick(poisons);
    poison.push(body);
    faultInjector.count("poison message");
    trace.add("stranger", "puts a message on the queue", undefined, body);
    cloud.queue.send(body);
  };
  const webhook = (orderId: number): string =>
    JSON.stringify({
      scope: "store/cart/converted",
      data: { type: "cart", id: "cart", orderId },
      created_at: Math.floor(clock.now() / 1000),
      producer: `stores/${parts.storeHash}`,
    });
  const forge = async (): Promise<void> => {
    faultInjector.count("webhook forged");
    const guess = random.chance(0.5) ? "" : "guessed-secret-0123456789";
    forged.push(await parts.post(webhook(forgedOrderId), { "X-Webhook-Secret": guess }));
  };
  const announceUnknown = async (): Promise<void> => {
    faultInjector.count("webhook of an unknown order");
    const orderId = firstUnknownOrderId + random.integer(0, 9);
    trace.add("stranger", "announces an order that is not there", orderId);
    await parts.post(webhook(orderId), { "X-Webhook-Secret": parts.webhookSecret });
  };
  const spoilHook = (): void => {
    const harm = breakWebhook(store, random);
    if (!harm) return;
    faultInjector.count(harm);
    trace.add("staff", harm);
  };
  const disturbWebhooks = (): void => {
    const isCalm = clock.now() >= until;
    const rate = (most: number): number => (isCalm ? 0 : random.next() * most);
    store.setDeliveryFaults({ drop: rate(0.5), duplicate: rate(0.3), reorder: rate(0.4) });
    if (!isCalm) clock.schedule(clock.now() + 4 * hourMs, disturbWebhooks);
  };

  const { outage } = scenario;
  if (outage) clock.schedule(start + outage.afterHours * hourMs, () => breakStore(outage.hours));
  scatter(random.integer(0, 5), crowdQuota);
  scatter(random.integer(0, 2), rotateToken);
  scatter(random.integer(0, 2), dropPoison);
  scatter(random.integer(0, 2), forge);
  scatter(random.integer(0, 1), announceUnknown);
  scatter(random.integer(0, 3), spoilHook);
  disturbWebhooks();
  clock.schedule(until, () => store.quota.change(quiet));
  return {
    isOutage: () => clock.now() < outageUntil,
    isQuotaContended: () => clock.now() < quotaUntil + 30_000,
    poison,
    forged,
  };
};
