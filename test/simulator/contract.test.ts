import assert from "node:assert/strict";
import { aStore, type Fields, type RequestOptions, type StoreUnderTest } from "./aStore";
import { openApi, type OpenApi, type SpecException } from "./openApi";

const folder = process.env["BIGCOMMERCE_OPENAPI_DIR"];

/** The known differences of the live API from its specification. */
const orderExceptions: SpecException[] = [
  {
    at: "/components/schemas/order_RespOnly/properties/consignments",
    replace: ({ oneOf }) => ({
      anyOf: [
        ...(oneOf as unknown[]),
        {
          type: "array",
          maxItems: 1,
          items: { $ref: "#/components/schemas/orderConsignment_Get" },
        },
      ],
    }),
    reason:
      "both alternatives accept any object, so an object fits both; without consignment_structure=object the live API wraps it in an array",
  },
  {
    at: "/components/schemas/order_RespOnly/properties/fees",
    replace: ({ oneOf }) => ({ anyOf: oneOf }),
    reason: "an object of optional properties fits more than one alternative",
  },
  ...[
    "shippingConsignment_Get/allOf/2",
    "pickupConsignment_Get/allOf/2",
    "digitalConsignment_Get",
    "giftCertificateConsignment_Get",
  ].map((schema): SpecException => ({
    at: `/components/schemas/${schema}/properties/line_items`,
    replace: ({ oneOf }) => ({ anyOf: oneOf }),
    reason: "a line in full also fits the schema of a link, all of whose properties are optional",
  })),
  {
    at: "/components/schemas/orderProducts",
    replace: (schema) => ({
      ...schema,
      properties: { ...(schema["properties"] as Fields), fulfillment_source: { type: "string" } },
    }),
    reason:
      "fulfillment_source was captured in live responses and is not in the schema, which allows no other properties",
  },
  {
    at: "/components/schemas/order_Shared/properties/payment_provider_id",
    replace: (schema) => ({
      ...schema,
      oneOf: [...(schema["oneOf"] as unknown[]), { type: "null" }],
    }),
    reason: "live responses have null for payments without a provider",
  },
  {
    at: "/components/schemas/order_RespOnly/properties/cart_id",
    replace: (schema) => ({ ...schema, nullable: true }),
    reason: "orders made by API or by hand come from no cart; null was captured live",
  },
];

const hookExceptions: SpecException[] = [
  {
    at: "/components/responses/webhooks_Resp/content/application~1json/schema/properties/data",
    replace: ({ minItems, ...schema }) => (void minItems, schema),
    reason: "an account without hooks has an empty list",
  },
];

const skipped = `    Skipped: BIGCOMMERCE_OPENAPI_DIR is not set to a folder with orders.v2.oas2.yml and webhooks.v3.yml.
    Both are public in the folder "reference" of https://github.com/bigcommerce/docs\n`;

const inJson = (response: string): string => `${response}/content/application~1json/schema`;

/** The JSON pointer to the schema of an operation's response. */
const responseOf = (path: string, method: string, status: number): string =>
  inJson(`/paths/${path.replaceAll("/", "~1")}/${method}/responses/${status}`);

const response = (name: string): string => inJson(`/components/responses/${name}`);

const everyOrder = ({ read }: StoreUnderTest, query: string): Fields[] =>
  [1, 2].flatMap(
    (page) => read<Fields[] | undefined>(`/v2/orders?limit=250&page=${page}&${query}`) ?? [],
  );

describe("The simulated store against BigCommerce's OpenAPI files", () => {
  let orders: OpenApi;
  let hooks: OpenApi;
  let shop: StoreUnderTest;

  before(function () {
    if (!folder) {
      process.stdout.write(skipped);
      this.skip();
    }
    orders = openApi(folder, "orders.v2.oas2.yml", orderExceptions);
    hooks = openApi(folder, "webhooks.v3.yml", hookExceptions);
    shop = aStore({ orders: 300, behaviour: { unknownFields: "always" } });
    for (const kind of ["physical", "digital", "mixed", "giftCertificate", "pickup"] as const) {
      shop.store.place({
        kind,
        lines: 60,
        coupons: 2,
        addresses: kind === "physical" ? 3 : 1,
        foreignCurrency: true,
      });
    }
    shop.store.importOrder(new Date("2019-03-05T21:40:11Z"));
    shop.store.message(100, "Thank you again!");
  });

  /** Asserts the documented status and schema of a response. */
  const conforms = (
    api: OpenApi,
    path: string,
    options: RequestOptions,
    status: number,
    schema: string,
  ): void => {
    const received = shop.request(path, options);
    assert.equal(received.status, status, received.body);
    api.check(schema, received.json);
  };

  for (const query of [
    "",
    "include=consignments&consignment_structure=object",
    "include=consignments.line_items&consignment_structure=object",
    "include=consignments.line_items,fees",
  ]) {
    it(`lists every order in the documented shape with "${query}"`, () => {
      const all = everyOrder(shop, query);
      assert.equal(all.length, 306);
      for (const order of all) orders.check(response("orderCollection_Resp"), [order]);
    });
  }

  it("returns an order, also an order just changed, in the documented shape", () => {
    conforms(orders, "/v2/orders/100", {}, 200, response("order_Resp"));
    conforms(
      orders,
      "/v2/orders/100",
      { method: "PUT", body: { status_id: 2 } },
      200,
      response("order_Resp"),
    );
    const body = { products: [{}], billing_address: { zip: "78751" } };
    conforms(orders, "/v2/orders", { method: "POST", body }, 200, response("order_Resp"));
  });

  for (const [what, path, schema, capturedLive] of [
    [
      "an order",
      "/v2/orders/100",
      "order_Resp",
      ["credit_card_type", "custom_status", "loyalty"],
      [],
    ],
    ["a line", "/v2/orders/100/products", "orderProducts", []],
    ["a shipping address", "/v2/orders/100/shipping_addresses", "orderShippingAddress", []],
    ["a tax", "/v2/orders/100/taxes?details=true", "orderTaxes_Base", []],
    ["a message", "/v2/orders/100/messages", "orderMessages/items", []],
  ] as const) {
    it(`gives ${what} every property of the specification, and no others but those captured live`, () => {
      const found = shop.read<Fields | Fields[]>(path);
      const [one] = Array.isArray(found) ? found : [found];
      const named = orders.propertiesOf(`/components/schemas/${schema}`);
      assert.deepEqual(Object.keys(one ?? {}).sort(), [...named, ...capturedLive].sort());
    });
  }

  it("counts orders in the documented shape", () => {
    conforms(orders, "/v2/orders/count", {}, 200, response("ordersCount_Resp"));
  });

  for (const [below, schema] of [
    ["products", "orderProductsCollection_Resp"],
    ["shipping_addresses", "orderShippingAddressCollection_Resp"],
    ["shippingaddresses", "orderShippingAddressCollection_Resp"],
    ["coupons", "orderCouponsCollection_Resp"],
    ["taxes", "orderTaxes_Resp"],
    ["taxes?details=true", "orderTaxes_Resp"],
    ["shipments", "orderShipmentCollection_Resp"],
    ["messages", "orderMessagesCollection_Resp"],
  ] as const) {
    it(`lists the ${below} of every order in the documented shape, or returns 204`, () => {
      const found = shop.store.orders().map(({ id }) => shop.request(`/v2/orders/${id}/${below}`));
      const full = found.filter(({ status }) => status === 200);
      assert.ok(full.length > 0);
      assert.ok(
        found.every(({ status, body }) => status === 200 || (status === 204 && body === "")),
      );
      for (const { json } of full) orders.check(response(schema), json);
    });
  }

  it("returns an order's single items and counts in the documented shape", () => {
    const [product] = shop.read<Fields[]>("/v2/orders/100/products");
    const [address] = shop.read<Fields[]>("/v2/orders/100/shipping_addresses");
    conforms(
      orders,
      `/v2/orders/100/products/${String(product?.["id"])}`,
      {},
      200,
      response("orderProductLineItem_Resp"),
    );
    conforms(
      orders,
      `/v2/orders/100/shipping_addresses/${String(address?.["id"])}`,
      {},
      200,
      response("orderShippingAddress_Resp"),
    );
    conforms(orders, "/v2/orders/100/shipments/count", {}, 200, response("orderCount_Resp"));
    conforms(
      orders,
      "/v2/orders/100/fees",
      {},
      200,
      responseOf("/orders/{order_id}/fees", "get", 200),
    );
  });

  it("returns the consignments of every order in the documented shape", () => {
    for (const { id } of shop.store.orders()) {
      for (const query of ["", "?include=consignments.line_items"]) {
        conforms(
          orders,
          `/v2/orders/${id}/consignments${query}`,
          {},
          200,
          responseOf("/orders/{order_id}/consignments", "get", 200),
        );
      }
    }
  });

  it("lists statuses in the documented shape", () => {
    conforms(orders, "/v2/order_statuses", {}, 200, response("orderStatusCollection_Resp"));
    conforms(orders, "/v2/order_statuses/11", {}, 200, response("orderStatus_Resp"));
  });

  it("returns V2 errors in the documented shape", () => {
    const address = responseOf("/orders/{order_id}/shipping_addresses/{id}", "put", 400);
    conforms(orders, "/v2/orders/99999", {}, 404, response("404_Resp"));
    conforms(
      orders,
      "/v2/orders/100",
      { method: "PUT", body: { status: "Shipped" } },
      400,
      response("404_Resp"),
    );
    conforms(
      orders,
      "/v2/orders/100/shipping_addresses/1000",
      { method: "PUT", body: { base_cost: "1" } },
      400,
      address,
    );
    conforms(orders, "/v2/orders?limit=251", {}, 413, response("404_Resp"));
  });

  it("returns hooks in the documented shape", () => {
    const body = {
      scope: "store/cart/converted",
      destination: "https://example.com/cart",
      headers: { "X-Secret": "s" },
    };
    conforms(hooks, "/v3/hooks", { method: "POST", body }, 200, responseOf("/hooks", "post", 200));
    const id = Number(shop.store.hooks()[0]?.["id"]);
    conforms(hooks, "/v3/hooks", {}, 200, response("webhooks_Resp"));
    conforms(hooks, `/v3/hooks/${id}`, {}, 200, response("webhook_Resp"));
    conforms(
      hooks,
      `/v3/hooks/${id}`,
      { method: "PUT", body: { is_active: false } },
      200,
      response("webhook_Resp"),
    );
    conforms(hooks, "/v3/hooks/admin", {}, 200, responseOf("/hooks/admin", "get", 200));
    conforms(hooks, `/v3/hooks/${id}`, { method: "DELETE" }, 200, response("webhook_Resp"));
    conforms(hooks, "/v3/hooks", {}, 200, response("webhooks_Resp"));
  });

  it("returns V3 errors in the documented shape", () => {
    conforms(
      hooks,
      "/v3/hooks",
      { headers: { "X-Auth-Token": "wrong" } },
      401,
      response("401_Unauthorized"),
    );
    conforms(hooks, "/v3/hooks/1", {}, 404, response("404_NotFound"));
    conforms(
      hooks,
      "/v3/hooks",
      { method: "POST", body: { scope: "store/order/*" } },
      422,
      response("422_UnprocessableEntity"),
    );
    conforms(
      hooks,
      "/v3/hooks",
      { method: "POST", body: "no json" },
      400,
      response("400_BadRequest"),
    );
    for (const status of [502, 503, 504] as const) {
      shop.store.injectFault({ fault: { kind: "status", status }, times: 1 });
      conforms(
        hooks,
        "/v3/hooks",
        {},
        status,
        response(
          `${status}_${{ 502: "GatewayError", 503: "ServiceUnavailable", 504: "GatewayTimeout" }[status]}`,
        ),
      );
    }
  });

  it("sends webhooks in the documented shape", async () => {
    shop.createHook("store/cart/converted");
    shop.createHook("store/order/*");
    const { id } = shop.store.place();
    await shop.clock.advance(0);
    const schemas: Readonly<Record<string, string>> = {
      "store/cart/converted": "store_cart_converted",
      "store/order/created": "store_order_created",
      "store/order/updated": "store_order_updated",
      "store/order/statusUpdated": "store_order_statusUpdated",
    };
    const events = shop.received.map(({ body }) => JSON.parse(body) as Fields);
    assert.ok(events.length >= 4, `order ${id}`);
    for (const event of events)
      hooks.check(`/components/schemas/${schemas[String(event["scope"])]}`, event);
  });
});
