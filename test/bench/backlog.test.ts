import assert from "node:assert/strict";
import { followingMeasurement } from "../../bench/backlog/backlogMeasurements";
import { drainBacklog } from "../../bench/backlog/drainBacklog";
import { drainNaively } from "../../bench/backlog/drainNaively";
import {
  type DrainResult,
  ordersPerWindow,
  requestsPerOrder,
  violationsOf,
} from "../../bench/backlog/drainResult";
import { pollCost } from "../../bench/backlog/pollCost";

describe("a backlog of 300 orders", () => {
  const backlog = { newOrders: 300, seed: 7 };
  let drained: DrainResult;
  before(async () => {
    drained = await drainBacklog(backlog);
  });

  it("is drained with at most 1.2 requests per order, without a 429, every record complete", () => {
    assert.deepEqual(violationsOf(drained), []);
    assert.ok(requestsPerOrder(drained) <= 1.2, `${requestsPerOrder(drained)} requests per order`);
    assert.ok(ordersPerWindow(drained) >= 110, `${ordersPerWindow(drained)} orders per window`);
    assert.equal(drained.requestsByPurpose.write, 300);
  });

  it("takes at most 0.12 requests per order more with followChanges", async () => {
    const withoutFollowing = await drainBacklog({ ...backlog, webhooks: "carts" });
    const { value, violations } = followingMeasurement(drained, withoutFollowing);
    assert.deepEqual(violations, []);
    assert.ok(value > 0 && value <= 0.12, `${value} requests per order more`);
  });

  it("is drained by the same requests in every run", async () => {
    const small = { newOrders: 40, seed: 7 };
    assert.deepEqual(await drainBacklog(small), await drainBacklog(small));
  });

  it("takes the naive baseline more than three times the requests for the same orders", async () => {
    const baseline = await drainNaively(backlog);
    assert.equal(baseline.acknowledged, 300);
    assert.deepEqual(baseline.invariantViolations, []);
    assert.ok(requestsPerOrder(baseline) > 3.6, `${requestsPerOrder(baseline)} requests per order`);
    assert.ok(violationsOf(baseline).some((violation) => /avoidable 429s/.test(violation)));
  });
});

describe("a poll", () => {
  it("takes no requests for finished orders, where the naive baseline reads pages of them", async () => {
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
