import assert from "node:assert/strict";
import { drainBacklog } from "../../bench/backlog/drainBacklog";
import { flawsOf, ordersPerWindow, requestsPerOrder } from "../../bench/backlog/drained";
import { drainStraightforwardly } from "../../bench/backlog/drainStraightforwardly";
import { pollCost } from "../../bench/backlog/pollCost";

describe("a backlog of 200 orders", () => {
  const backlog = { newOrders: 200, seed: 7 };

  it("is drained by at most 1.2 requests an order, without a 429, every record whole", async () => {
    const drained = await drainBacklog(backlog);
    assert.deepEqual(flawsOf(drained), []);
    assert.ok(requestsPerOrder(drained) <= 1.2, `${requestsPerOrder(drained)} requests an order`);
    assert.ok(ordersPerWindow(drained) >= 110, `${ordersPerWindow(drained)} orders a window`);
    assert.equal(drained.requestsFor.write, 200);
  });

  it("is drained by the same requests when it is drained again", async () => {
    const small = { newOrders: 40, seed: 7 };
    assert.deepEqual(await drainBacklog(small), await drainBacklog(small));
  });

  it("takes the straightforward way more than three times the requests, for the same orders", async () => {
    const drained = await drainStraightforwardly(backlog);
    assert.equal(drained.acknowledged, 200);
    assert.deepEqual(drained.problems, []);
    assert.ok(requestsPerOrder(drained) > 3.6, `${requestsPerOrder(drained)} requests an order`);
    assert.ok(flawsOf(drained).some((flaw) => /avoidable 429s/.test(flaw)));
  });
});

describe("a poll", () => {
  it("takes no request for orders that are finished, where the straightforward way takes pages", async () => {
    const empty = await pollCost({ open: 0, finished: 0 });
    const old = await pollCost({ open: 0, finished: 2_000 });
    assert.equal(old.requests, empty.requests);
    assert.ok(old.baseline > empty.baseline + 2, `${old.baseline} requests`);
  });

  it("takes about one request for each 250 open orders", async () => {
    const empty = await pollCost({ open: 0, finished: 0 });
    const busy = await pollCost({ open: 1_000, finished: 0 });
    assert.ok(busy.requests - empty.requests <= 5, `${busy.requests} requests`);
  });
});
