import assert from "node:assert/strict";
import { manualClock } from "../../simulator/clock";
import type { OrderSummary } from "../../simulator/orders/orderSummary";
import { aStore } from "./aStore";
import { cpuSeconds } from "./cpuSeconds";

const isNew = ({ status_id: id, order_is_digital: digital }: OrderSummary): boolean =>
  id === 7 || id === 11 || (id === 10 && digital);

describe("Initial orders", () => {
  for (const count of [0, 1, 2, 7, 10, 60, 99, 200, 1000]) {
    it(`of ${count}, exactly 80 % are new and 10 % digital, rounded`, () => {
      const orders = aStore({ orders: count }).store.orders();
      assert.equal(orders.filter(isNew).length, Math.round(count * 0.8));
      assert.equal(
        orders.filter(({ order_is_digital: digital }) => digital).length,
        Math.round(count * 0.1),
      );
    });
  }

  it("5 % have a coupon and 1 % more than 50 lines", () => {
    const orders = aStore({ orders: 1000 }).store.orders();
    assert.equal(orders.filter(({ coupons }) => coupons > 0).length, 50);
    assert.equal(orders.filter(({ lines }) => lines > 50).length, 10);
  });

  it("every status occurs, Completed physical orders too", () => {
    const orders = aStore({ orders: 200 }).store.orders();
    assert.equal(new Set(orders.map(({ status_id: id }) => id)).size, 15);
    assert.ok(orders.some(({ status_id: id, order_is_digital: digital }) => id === 10 && !digital));
  });

  it("ids ascend from 100 with the time of creation, all within the last 90 minutes", () => {
    const shop = aStore({ orders: 300 });
    const orders = shop.store.orders();
    const created = orders.map(({ date_created: date }) => Date.parse(date));
    assert.deepEqual(
      orders.map(({ id }) => id),
      orders.map((_, index) => 100 + index),
    );
    assert.deepEqual(
      created,
      [...created].sort((a, b) => a - b),
    );
    assert.ok(
      created.every((at) => at <= shop.clock.now() && at > shop.clock.now() - 90 * 60_000 - 1000),
    );
  });

  it("no order was modified before it was created, or after now", () => {
    const shop = aStore({ orders: 500 });
    for (const { date_created: created, date_modified: modified } of shop.store.orders()) {
      assert.ok(
        Date.parse(created) <= Date.parse(modified) && Date.parse(modified) <= shop.clock.now(),
      );
    }
  });

  it("spanMinutes sets their maximum age", () => {
    const shop = aStore({ orders: 100, spanMinutes: 60 * 24 });
    assert.ok(
      Date.parse(shop.store.orders()[0]?.date_created ?? "") < shop.clock.now() - 20 * 3_600_000,
    );
  });

  it("the same seed gives the same orders to the last byte, another seed gives others", () => {
    const text = (seed: number): string =>
      aStore({ orders: 60, seed }).request("/v2/orders?limit=250&include=consignments.line_items")
        .body;
    assert.equal(text(1), text(1));
    assert.notEqual(text(1), text(2));
  });

  it("an order is the same after other orders were read", () => {
    const shop = aStore({ orders: 1500 });
    const before = shop.request("/v2/orders/100").body;
    for (let page = 1; page <= 6; page++) shop.request(`/v2/orders?limit=250&page=${page}`);
    assert.equal(shop.request("/v2/orders/100").body, before);
  });

  it("each history begins with the creation and ends in the order's status", () => {
    for (const { status_id: id, statusHistory: history } of aStore({
      orders: 300,
    }).store.orders()) {
      assert.equal(history[0]?.from, null);
      assert.equal(history.at(-1)?.to, id);
      history.slice(1).forEach(({ from, at }, index) => {
        assert.equal(from, history[index]?.to);
        assert.ok(at >= (history[index]?.at ?? ""));
      });
    }
  });

  it("names have letters beyond ASCII", () => {
    assert.ok(
      aStore({ orders: 100 })
        .store.orders()
        .some(({ customer }) => /[À-ÿ一-龥]/.test(customer)),
    );
  });

  it("thousands are created at once, and their content is generated on demand", async () => {
    const seconds = await cpuSeconds(() => {
      const { request } = aStore({ orders: 20_000, clock: manualClock() });
      assert.equal(request("/v2/orders?min_id=15000&limit=1").status, 200);
    });
    assert.ok(seconds < 2, `${seconds} s`);
  });
});
