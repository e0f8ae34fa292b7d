import assert from "node:assert/strict";
import { storeHash } from "../../faultSimulation/service/service";
import { secrets } from "../../faultSimulation/world/setup";
import { tokenBucket } from "../../local/services/tokenBucket";
import { convertedCart } from "../support/convertedCart";
import { type FaultFreeService, faultFreeService } from "../support/faultFreeService";

/** As the program declares it, in infra/endpoint.ts. */
const throttle = { ratePerSecond: 100, burst: 200 };

const throttledService = () => {
  const throttled: string[] = [];
  const service = faultFreeService((post, { now }) => {
    const mayPass = tokenBucket({ ...throttle, nowMs: now });
    return async (request, timeoutMs) => {
      if (mayPass()) return post(request, timeoutMs);
      throttled.push(request.body);
      return 429;
    };
  });
  return { ...service, throttled };
};

const authentic = { "X-Webhook-Secret": secrets.webhookSecret };
const cartEvent = (orderId: unknown, producer = `stores/${storeHash}`) =>
  JSON.stringify(convertedCart(orderId, { producer }));
const attacks: readonly (readonly [headers: Record<string, string>, body: string])[] = [
  [{}, cartEvent(100)],
  [{ "X-Webhook-Secret": "guess" }, cartEvent(100)],
  [authentic, cartEvent(100, "stores/other")],
  [authentic, "{oops"],
  [authentic, cartEvent("../x")],
  [authentic, "x".repeat(70_000)],
];

/** Sends 10,000 requests within ten seconds, and counts the responses by status. */
const flood = async ({ clock, post, destination: url }: FaultFreeService) => {
  const responses = new Map<number, number>();
  for (let n = 0; n < 10_000; n += 1) {
    const [headers, body] = attacks[n % attacks.length] ?? [{}, ""];
    clock.schedule(clock.now() + n, async () => {
      const status = await post({ url, headers, body }, 10_000);
      responses.set(status, (responses.get(status) ?? 0) + 1);
    });
  }
  await clock.runUntil(clock.now() + 15_000);
  return responses;
};

const codesOf = (alerts: readonly { readonly code: string }[]) => alerts.map(({ code }) => code);

describe("journey: 10,000 forged and malformed webhooks within ten seconds", function () {
  this.timeout(60_000);

  it("cause no message, no row, one alert at most and no request to the store", async () => {
    const service = throttledService();
    const { cloud, history } = service;
    const responses = await flood(service);
    assert.deepEqual([...responses.keys()].sort(), [200, 401, 413, 429]);
    assert.ok((responses.get(401) ?? 0) > 300, "the function was reached");
    assert.deepEqual(
      [history.sentMessages, cloud.events.rows(), codesOf(cloud.alerts.sent), history.exchanges],
      [[], [], ["webhook.unusable"], []],
    );
  });

  it("delay authentic webhooks only: BigCommerce retries after 429", async () => {
    const service = throttledService();
    const { clock, store, advanceHours, throttled, isAcknowledged, cloud } = service;
    const placed: number[] = [];
    for (let n = 1; n <= 10; n += 1)
      clock.schedule(clock.now() + n * 900, () => {
        placed.push(store.place({ kind: "physical", lines: 1 }).id);
      });
    await flood(service);
    const forged = new Set(attacks.map(([, body]) => body));
    assert.ok(
      throttled.some((body) => !forged.has(body)),
      "authentic webhooks were throttled too",
    );
    await advanceHours(0.2);
    assert.equal(placed.length, 10);
    assert.deepEqual(
      placed.filter((id) => !isAcknowledged(id)),
      [],
    );
    const converted = cloud.events.rows().filter(({ scope }) => scope === "store/cart/converted");
    assert.deepEqual(
      converted.map(({ orderId }) => orderId).sort((a, b) => a - b),
      placed,
    );
    assert.deepEqual(codesOf(cloud.alerts.sent), ["webhook.unusable"]);
  });
});
