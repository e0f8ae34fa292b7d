import assert from "node:assert/strict";
import { aStore, type Fields, idsOf, type StoreUnderTest } from "./aStore";

const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** Three orders, two seconds apart. */
const threeOrders = async (): Promise<{ shop: StoreUnderTest; dates: string[] }> => {
  const shop = aStore();
  for (let placed = 0; placed < 3; placed++) {
    shop.store.place();
    await shop.clock.advance(2000);
  }
  return { shop, dates: shop.store.orders().map(({ date_modified: date }) => date) };
};

describe("Lists of orders", () => {
  describe("pages", () => {
    const shop = aStore({ orders: 560 });
    const page = (query: string): number[] => idsOf(shop.request(`/v2/orders?${query}`));

    it("a list is a bare array of 50, by ascending id", () => {
      assert.ok(Array.isArray(shop.request("/v2/orders").json));
      assert.deepEqual(page(""), range(100, 149));
    });

    it("a page has up to 250", () => assert.deepEqual(page("limit=250&page=2"), range(350, 599)));

    it("the last page has the rest", () =>
      assert.deepEqual(page("limit=250&page=3"), range(600, 659)));

    it("a limit above 250 gets 413, or a page of 250 by switch", () => {
      assert.equal(shop.request("/v2/orders?limit=251").status, 413);
      assert.equal(
        idsOf(
          aStore({ orders: 300, behaviour: { overLimit: "capped" } }).request(
            "/v2/orders?limit=1000",
          ),
        ).length,
        250,
      );
    });

    for (const query of [
      "page=13",
      "status_id=99",
      "min_id=100000",
      "max_id=99",
      "email=nobody@example.com",
    ]) {
      it(`an empty result for ${query} is 204 without a body`, () => {
        const { status, body } = shop.request(`/v2/orders?${query}`);
        assert.deepEqual([status, body], [204, ""]);
      });
    }

    for (const query of [
      "page=0",
      "page=x",
      "limit=0",
      "sort=total",
      "sort=id:up",
      "min_id=x",
      "status_id=new",
      "include=coupons",
    ]) {
      it(`${query} gets 400`, () => assert.equal(shop.request(`/v2/orders?${query}`).status, 400));
    }
  });

  describe("filters", () => {
    const shop = aStore({ orders: 400 });
    const all = [1, 2].flatMap((page) => shop.read<Fields[]>(`/v2/orders?limit=250&page=${page}`));
    const sample =
      all.find(({ customer_id: id, payment_method: method }) => id !== 0 && method === "PayPal") ??
      {};
    const expected = (matches: (order: Fields) => boolean): unknown[] =>
      all.filter(matches).map(({ id }) => id);
    const found = (query: Record<string, unknown>): number[] =>
      idsOf(
        shop.request(
          `/v2/orders?limit=250&${new URLSearchParams(query as Record<string, string>).toString()}`,
        ),
      );
    const total = ({ total_inc_tax: amount }: Fields): number => Number(amount);

    const cases: readonly (readonly [
      string,
      Record<string, unknown>,
      (order: Fields) => boolean,
    ])[] = [
      [
        "min_id and max_id, both inclusive",
        { min_id: 150, max_id: 160 },
        ({ id }) => Number(id) >= 150 && Number(id) <= 160,
      ],
      ["status_id", { status_id: 7 }, ({ status_id: id }) => id === 7],
      ["customer_id 0 for guests", { customer_id: 0 }, ({ customer_id: id }) => id === 0],
      [
        "customer_id",
        { customer_id: sample["customer_id"] },
        ({ customer_id: id }) => id === sample["customer_id"],
      ],
      ["min_total", { min_total: 400 }, (order) => total(order) >= 400],
      ["max_total", { max_total: 12.5 }, (order) => total(order) <= 12.5],
      [
        "email",
        { email: (sample["billing_address"] as Fields)["email"] },
        ({ billing_address: address }) =>
          (address as Fields)["email"] === (sample["billing_address"] as Fields)["email"],
      ],
      ["cart_id", { cart_id: sample["cart_id"] }, ({ cart_id: id }) => id === sample["cart_id"]],
      [
        "payment_method",
        { payment_method: "Bank Deposit" },
        ({ payment_method: method }) => method === "Bank Deposit",
      ],
      ["channel_id", { channel_id: 1, max_id: 120 }, ({ id }) => Number(id) <= 120],
    ];
    for (const [name, query, matches] of cases) {
      it(`${name} selects exactly the matching orders`, () => {
        const wanted = expected(matches);
        assert.ok(wanted.length > 0);
        assert.deepEqual(found(query), wanted);
        assert.equal(
          shop.read(
            `/v2/orders/count?${new URLSearchParams(query as Record<string, string>).toString()}`,
          )["count"],
          wanted.length,
        );
      });
    }

    it("external_order_id finds the order whose id a client wrote", () => {
      shop.request("/v2/orders/123", { method: "PUT", body: { external_order_id: "erp-1" } });
      assert.deepEqual(found({ external_order_id: "erp-1" }), [123]);
    });

    it("several filters combine with AND", () => {
      assert.deepEqual(
        found({ status_id: 11, min_id: 200, max_id: 220 }),
        expected(
          ({ id, status_id: status }) => status === 11 && Number(id) >= 200 && Number(id) <= 220,
        ),
      );
    });

    it("the id bounds are exclusive, by switch", () => {
      const { request } = aStore({ orders: 10, behaviour: { idBounds: "exclusive" } });
      assert.deepEqual(idsOf(request("/v2/orders?min_id=102&max_id=105")), [103, 104]);
    });
  });

  describe("dates", () => {
    const encoded = encodeURIComponent;

    it("bounds on date_modified are inclusive at both ends", async () => {
      const { shop, dates } = await threeOrders();
      const found = (query: string): number[] => idsOf(shop.request(`/v2/orders?${query}`));
      assert.deepEqual(found(`min_date_modified=${encoded(dates[0] ?? "")}`), [100, 101, 102]);
      assert.deepEqual(
        found(
          `min_date_modified=${encoded(dates[1] ?? "")}&max_date_modified=${encoded(dates[2] ?? "")}`,
        ),
        [101, 102],
      );
    });

    it("bounds on date_created are inclusive at both ends, regardless of changes", async () => {
      const { shop, dates } = await threeOrders();
      await shop.clock.advance(60_000);
      for (const id of [100, 101, 102]) shop.store.edit(id, { staff_notes: "changed" });
      const found = (query: string): number[] => idsOf(shop.request(`/v2/orders?${query}`));
      const [first = "", second = ""] = dates;
      assert.deepEqual(found(`min_date_created=${encoded(second)}`), [101, 102]);
      assert.deepEqual(found(`max_date_created=${encoded(second)}`), [100, 101]);
      assert.deepEqual(
        found(`min_date_created=${encoded(first)}&max_date_created=${encoded(first)}`),
        [100],
      );
    });

    it("bounds compare whole seconds", async () => {
      const { shop } = await threeOrders();
      assert.deepEqual(
        idsOf(shop.request("/v2/orders?max_date_modified=2026-01-05T09:00:00.000Z")),
        [100],
      );
      assert.deepEqual(
        idsOf(shop.request("/v2/orders?min_date_modified=2026-01-05T09:00:04.900Z")),
        [102],
      );
    });

    for (const text of [
      "Mon, 05 Jan 2026 09:00:02 +0000",
      "2026-01-05T09:00:02Z",
      "2026-01-05T10:00:02+01:00",
      "2026-01-05 09:00:02",
    ]) {
      it(`parses ${text}`, async () => {
        const { shop } = await threeOrders();
        assert.deepEqual(
          idsOf(shop.request(`/v2/orders?min_date_modified=${encoded(text)}`)),
          [101, 102],
        );
      });
    }

    it("a raw + is decoded as a space, which makes the date invalid: 400, or ignored by switch", async () => {
      const raw = "/v2/orders?min_date_modified=2030-01-05T10:00:02+01:00";
      assert.equal(aStore({ orders: 3 }).request(raw).status, 400);
      assert.equal(
        idsOf(aStore({ orders: 3, behaviour: { invalidDate: "ignored" } }).request(raw)).length,
        3,
      );
    });
  });

  describe("sorting", () => {
    const shop = aStore({ orders: 200 });
    const numbers: Readonly<Record<string, (order: Fields) => number>> = {
      id: ({ id }) => Number(id),
      customer_id: ({ customer_id: id }) => Number(id),
      date_created: ({ date_created: date }) => Date.parse(String(date)),
      date_modified: ({ date_modified: date }) => Date.parse(String(date)),
      status_id: ({ status_id: id }) => Number(id),
    };
    for (const [field, value] of Object.entries(numbers)) {
      for (const [suffix, sign] of [
        ["", 1],
        [":asc", 1],
        [":desc", -1],
      ] as const) {
        it(`sort=${field}${suffix} sorts the whole list before paging`, () => {
          const list = [1, 2]
            .flatMap((page) =>
              shop.read<Fields[]>(`/v2/orders?sort=${field}${suffix}&limit=100&page=${page}`),
            )
            .map(value);
          assert.equal(list.length, 200);
          assert.deepEqual(
            list,
            [...list].sort((a, b) => sign * (a - b)),
          );
        });
      }
    }
  });

  describe("the count", () => {
    it("has one row for each of the fifteen statuses in display order, and includes Incomplete, by switch", () => {
      const shop = aStore({ orders: 200 });
      const { statuses, count } = shop.read<{ statuses: Fields[]; count: number }>(
        "/v2/orders/count",
      );
      assert.deepEqual(
        statuses.map(({ id }) => id),
        [0, 1, 7, 11, 9, 8, 3, 10, 2, 5, 6, 4, 13, 12, 14],
      );
      assert.deepEqual(
        statuses.map(({ sort_order: order }) => order),
        range(0, 14),
      );
      assert.equal(count, 200);
      const without = aStore({ orders: 200, behaviour: { countsIncomplete: false } }).read(
        "/v2/orders/count",
      );
      assert.equal(without["count"], 200 - Number(statuses[0]?.["count"]));
    });
  });

  describe("archived orders", () => {
    it("are listed only with is_deleted=true", () => {
      const shop = aStore({ orders: 3 });
      shop.store.archive(101);
      assert.deepEqual(idsOf(shop.request("/v2/orders")), [100, 102]);
      assert.deepEqual(idsOf(shop.request("/v2/orders?is_deleted=true")), [101]);
    });

    it("get 404 by id, or are returned as deleted, by switch", () => {
      const hidden = aStore({ orders: 1 });
      const shown = aStore({ orders: 1, behaviour: { archivedOrders: "shown" } });
      for (const { store } of [hidden, shown]) store.archive(100);
      assert.equal(hidden.request("/v2/orders/100").status, 404);
      assert.equal(shown.read("/v2/orders/100")["is_deleted"], true);
    });
  });

  describe("subresources", () => {
    it("have pages of 50 by default, and 204 after the last", () => {
      const shop = aStore();
      const { id } = shop.store.place({ lines: 260 });
      const lines = (query: string): number =>
        idsOf(shop.request(`/v2/orders/${id}/products?${query}`)).length;
      assert.deepEqual(
        [lines(""), lines("page=6"), lines("limit=250"), lines("limit=250&page=2")],
        [50, 10, 250, 10],
      );
      assert.equal(shop.request(`/v2/orders/${id}/products?page=7`).status, 204);
      assert.equal(shop.request(`/v2/orders/${id}/products?limit=251`).status, 413);
      assert.deepEqual(shop.read(`/v2/orders/${id}/products/count`), { count: 260 });
    });

    it("a digital order's shipping addresses are 204, or [] by switch", () => {
      const shop = aStore();
      const listed = aStore({ behaviour: { emptyShippingAddresses: "array" } });
      const path = (id: number): string => `/v2/orders/${id}/shipping_addresses`;
      assert.equal(shop.request(path(shop.store.place({ kind: "digital" }).id)).status, 204);
      assert.equal(listed.request(path(listed.store.place({ kind: "digital" }).id)).body, "[]");
    });
  });
});
