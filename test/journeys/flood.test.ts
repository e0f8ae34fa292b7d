import assert from "node:assert/strict";
import { tokenBucket } from "../../local/services/tokenBucket";
import { storeHash } from "../../faultSimulation/service/service";
import { secrets } from "../../faultSimulation/world/setup";
import { type FaultFreeService, faultFreeService } from "../support/faultFreeService";
import { convertedCart } from "../support/convertedCart";

/** As the program declares it, in infra/endpoint.ts. */
const throttle = { ratePerSecond: 100, burst: 200 };

const throttled = () => {
  const refused: string[] = [];
  const calm = faultFreeService((post, { now }) => {
    const mayPass = tokenBucket({ ...throttle, nowMs: now });
    return async (request, timeoutMs) => {
      if (mayPass()) return post(request, timeoutMs);
      refused.push(request.body);
      return 429;
    };
  });
  return { ...calm, refused };
};

const authentic = { "X-Webhook-Secret": secrets.webhookSecret };
const told = (orderId: unknown, producer = `stores/${storeHash}`) =>
  JSON.stringify(convertedCart(orderId, { producer }));
const attacks: readonly (readonly [headers: Record<string, string>, body: string])[] = [
  [{}, told(100)],
  [{ "X-Webhook-Secret": "guess" }, told(100)],
  [authentic, told(100, "stores/other")],
  [authentic, "{oops"],
  [authentic, told("../x")],
  [authentic, "x".repeat(70_000)],
];

/** 10,000 requests within ten seconds; answers how many of them got which status. */
const flood = async ({ clock, post, destination: url }: FaultFreeService) => {
  const answers = new Map<number, number>();
  for (let n = 0; n < 10_000; n += 1) {
    const [headers, body] = attacks[n % attacks.length] ?? [{}, ""];
    clock.schedule(clock.now() + n, async () => {
      const status = await post({ url, headers, body }, 10_000);
      answers.set(status, (answers.get(status) ?? 0) + 1);
    });
  }
  await clock.runUntil(clock.now() + 15_000);
  return answers;
};

describe("journey: 10,000 forged and malformed webhooks within ten seconds", function () {
  this.timeout(60_000);

  it("leave no message, no row and no alert, and make no request to the store", async () => {
    const calm = throttled();
    const { cloud, history } = calm;
    const answers = await flood(calm);
    assert.deepEqual([...answers.keys()].sort(), [400, 401, 413, 429]);
    assert.ok((answers.get(401) ?? 0) > 300, "the function was reached");
    assert.deepEqual(
      [history.sentMessages, cloud.events.rows(), cloud.alerts.sent, history.exchanges],
      [[], [], [], []],
    );
  });

  it("keep no authentic one out for good: BigCommerce sends again what was answered 429", async () => {
    const calm = throttled();
    const { clock, store, advanceHours, refused, isAcknowledged, cloud } = calm;
    const placed: number[] = [];
    for (let n = 1; n <= 10; n += 1)
      clock.schedule(clock.now() + n * 900, () => {
        placed.push(store.place({ kind: "physical", lines: 1 }).id);
      });
    await flood(calm);
    const forged = new Set(attacks.map(([, body]) => body));
    assert.ok(
      refused.some((body) => !forged.has(body)),
      "authentic ones were among the refused",
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
    assert.deepEqual(cloud.alerts.sent, []);
  });
});
