import assert from "node:assert/strict";
import { aStore, type Fields, idsOf } from "./aStore";

describe("Races between requests", () => {
  it("two orders modified within a second have equal dates, and a list sorts them by id", async () => {
    const shop = aStore({ orders: 5 });
    await shop.clock.advance(10_000);
    shop.store.edit(103, { staff_notes: "first" });
    await shop.clock.advance(400);
    shop.store.edit(101, { staff_notes: "second, in the same second" });
    const newest = shop.read<Fields[]>("/v2/orders?sort=date_modified:desc&limit=2");
    assert.equal(newest[0]?.["date_modified"], newest[1]?.["date_modified"]);
    assert.deepEqual(
      newest.map(({ id }) => id),
      [101, 103],
    );
  });

  it("an order edited while a client pages by date_modified moves to another page, and the client misses an order", async () => {
    const shop = aStore({ orders: 100 });
    await shop.clock.advance(10_000);
    const first = idsOf(shop.request("/v2/orders?sort=date_modified&limit=50&page=1"));
    shop.store.edit(first[0] ?? 0, { staff_notes: "moves to the end" });
    const second = idsOf(shop.request("/v2/orders?sort=date_modified&limit=50&page=2"));
    assert.equal(second.at(-1), first[0]);
    assert.equal(new Set([...first, ...second]).size, 99, "one order was on neither page");
  });

  it("orders that leave the listed status shift the pages by number, so that some are skipped, but not by min_id", () => {
    const shop = aStore({ orders: 200 });
    const all = idsOf(shop.request("/v2/orders?status_id=11&limit=250"));
    const take = (query: string): number[] => {
      const ids = idsOf(shop.request(`/v2/orders?status_id=11&limit=50&${query}`));
      for (const id of ids)
        shop.request(`/v2/orders/${id}`, { method: "PUT", body: { status_id: 9 } });
      return ids;
    };
    const taken = [...take("page=1"), ...take("page=2")];
    assert.ok(taken.length < Math.min(100, all.length));
    const rest = take("min_id=1");
    assert.equal(
      rest[0],
      all.find((id) => !taken.includes(id)),
    );
  });

  it("an order archived between its webhook and the read gets 404", async () => {
    const shop = aStore();
    shop.createHook("store/cart/converted");
    shop.store.place();
    await shop.clock.advance(0);
    const { orderId } = (
      JSON.parse(shop.received[0]?.body ?? "{}") as { data: { orderId: number } }
    ).data;
    shop.store.archive(orderId);
    assert.equal(shop.request(`/v2/orders/${orderId}`).status, 404);
    assert.equal(shop.request(`/v2/orders/${orderId}/products`).status, 404);
    assert.equal(
      shop.request(`/v2/orders/${orderId}`, { method: "PUT", body: { status_id: 9 } }).status,
      404,
    );
  });

  it("a status that staff sets between an API client's read and write is overwritten, and both are in the history", () => {
    const shop = aStore();
    const { id } = shop.store.place();
    assert.equal(shop.read(`/v2/orders/${id}`)["status_id"], 11);
    shop.store.setStatus(id, 5);
    shop.request(`/v2/orders/${id}`, { method: "PUT", body: { status_id: 9 } });
    assert.deepEqual(
      shop.store
        .history(id)
        .slice(2)
        .map(({ from, to, by }) => [from, to, by]),
      [
        [11, 5, "staff"],
        [5, 9, "api"],
      ],
    );
  });

  it("one order in ten stands twice in a list, by switch, even across two pages", () => {
    const shop = aStore({ orders: 20, behaviour: { repeatedInLists: "sometimes" } });
    const all = idsOf(shop.request("/v2/orders"));
    assert.equal(all.length, 22);
    assert.equal(new Set(all).size, 20);
    const [first = [], second = []] = [1, 2].map((page) =>
      idsOf(shop.request(`/v2/orders?limit=8&page=${page}`)),
    );
    assert.equal(first.at(-1), second[0]);
  });

  it("a changed order is missing from lists during the lag, by switch, but not by id", async () => {
    const shop = aStore({ behaviour: { listLagMs: 30_000 } });
    const { id } = shop.store.place();
    assert.equal(shop.request("/v2/orders").status, 204);
    assert.equal(shop.read("/v2/orders/count")["count"], 0);
    assert.equal(shop.request(`/v2/orders/${id}`).status, 200);
    await shop.clock.advance(30_000);
    assert.deepEqual(idsOf(shop.request("/v2/orders")), [id]);
  });

  it("a new order gets 404 by id during the lag, by switch, but is listed", async () => {
    const shop = aStore({ behaviour: { readLagMs: 30_000 } });
    const { id } = shop.store.place();
    assert.equal(shop.request(`/v2/orders/${id}`).status, 404);
    assert.deepEqual(idsOf(shop.request("/v2/orders")), [id]);
    await shop.clock.advance(30_000);
    assert.equal(shop.request(`/v2/orders/${id}`).status, 200);
  });

  it("after every change of an order, a list and a read by id agree", () => {
    const shop = aStore({ orders: 30 });
    const { id } = shop.store.place({ lines: 3, coupons: 1 });
    const put = (path: string, body: unknown) => void shop.request(path, { method: "PUT", body });
    const changes: readonly (() => void)[] = [
      () => shop.store.setStatus(id, 9),
      () => shop.store.edit(id, { staff_notes: "called" }),
      () => shop.store.edit(id, { staff_notes: "called again" }),
      () => shop.store.ship(id, "some"),
      () => shop.store.ship(id),
      () => shop.store.refund(id, "some"),
      () => shop.store.refund(id),
      () => put(`/v2/orders/${id}`, { status_id: 2 }),
      () => put(`/v2/orders/${id}`, { date_created: "Tue, 20 Nov 2012 00:00:00 +0000" }),
      () => put(`/v2/orders/${id}`, { billing_address: { city: "Köln" } }),
      () => put(`/v2/orders/${id}/shipping_addresses/${id}0`, { city: "Málaga" }),
      () => shop.store.setLinkBase("http://elsewhere.example.com"),
    ];
    const full = "include=consignments.line_items&consignment_structure=object";
    const listed = (): unknown => shop.read<unknown[]>(`/v2/orders?min_id=${id}&${full}`)[0];
    for (const change of changes) {
      const before = listed();
      change();
      assert.notDeepEqual(listed(), before, String(change));
      assert.deepEqual(listed(), shop.read(`/v2/orders/${id}?${full}`), String(change));
    }
  });
});
