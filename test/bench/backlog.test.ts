import assert from "node:assert/strict";
import { followingMeasurement } from "../../bench/backlog/backlogMeasurements";
import { drainBacklog } from "../../bench/backlog/drainBacklog";
import {
  type DrainResult,
  violationsOf,
  ordersPerWindow,
  requestsPerOrder,
} from "../../bench/backlog/drainResult";
import { drainNaively } from "../../bench/backlog/drainNaively";
import { pollCost } from "../../bench/backlog/pollCost";

describe("a backlog of 300 orders", () => {
  const backlog = { newOrders: 300, seed: 7 };
  let drained: DrainResult;
  before(async () => {
    drained = await drainBacklog(backlog);
  });

  it("is drained by at most 1.2 requests an order, without a 429, every record whole", () => {
    assert.deepEqual(violationsOf(drained), []);
    assert.ok(requestsPerOrder(drained) <= 1.2, `${requestsPerOrder(drained)} requests an order`);
    assert.ok(ordersPerWindow(drained) >= 110, `${ordersPerWindow(drained)} orders a window`);
    assert.equal(drained.requestsByPurpose.write, 300);
  });

  it("takes at most 0.12 requests an order more where changes are followed", async () => {
    const unfollowed = await drainBacklog({ ...backlog, webhooks: "carts" });
    const { value, violations } = followingMeasurement(drained, unfollowed);
    assert.deepEqual(violations, []);
    assert.ok(value > 0 && value <= 0.12, `${value} requests an order more`);
  });

  it("is drained by the same requests when it is drained again", async () => {
    const small = { newOrders: 40, seed: 7 };
    assert.deepEqual(await drainBacklog(small), await drainBacklog(small));
  });

  it("takes the straightforward way more than three times the requests, for the same orders", async () => {
    const taken = await drainNaively(backlog);
    assert.equal(taken.acknowledged, 300);
    assert.deepEqual(taken.invariantViolations, []);
    assert.ok(requestsPerOrder(taken) > 3.6, `${requestsPerOrder(taken)} requests an order`);
    assert.ok(violationsOf(taken).some((flaw) => /avoidable 429s/.test(flaw)));
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
