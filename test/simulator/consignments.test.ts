import assert from "node:assert/strict";
import { aStore, type Fields } from "./aStore";

interface Consignment extends Fields {
  readonly id: number;
  readonly line_items: Fields[];
  readonly __warning__?: string;
}

interface Consignments {
  readonly pickups: Consignment[];
  readonly shipping: Consignment[];
  readonly downloads: Consignment[];
  readonly email: { readonly gift_certificates: Consignment[] };
}

const full = "include=consignments.line_items&consignment_structure=object";

describe("Consignments", () => {
  const shop = aStore();
  const of = (id: number, query = full): Consignments =>
    shop.read<{ consignments: Consignments }>(`/v2/orders/${id}?${query}`).consignments;
  const products = (id: number): Fields[] =>
    [1, 2, 3].flatMap(
      (page) =>
        shop.read<Fields[] | undefined>(`/v2/orders/${id}/products?limit=250&page=${page}`) ?? [],
    );
  const all = ({ pickups, shipping, downloads, email }: Consignments): Consignment[] => [
    ...pickups,
    ...shipping,
    ...downloads,
    ...email.gift_certificates,
  ];

  for (const kind of ["physical", "digital", "mixed", "giftCertificate", "pickup"] as const) {
    it(`hold every line of a ${kind} order once, with the fields of its products`, () => {
      const { id } = shop.store.place({ kind, lines: 6, coupons: 1 });
      const lines = all(of(id)).flatMap(({ line_items: items }) => items);
      assert.deepEqual(
        lines.sort((a, b) => Number(a["id"]) - Number(b["id"])),
        products(id),
      );
    });
  }

  it("group parcels, pickups, downloads and gift certificates by kind", () => {
    const counts = (
      kind: "physical" | "digital" | "mixed" | "giftCertificate" | "pickup",
    ): number[] => {
      const { pickups, shipping, downloads, email } = of(shop.store.place({ kind, lines: 2 }).id);
      return [pickups.length, shipping.length, downloads.length, email.gift_certificates.length];
    };
    assert.deepEqual(counts("physical"), [0, 1, 0, 0]);
    assert.deepEqual(counts("mixed"), [0, 1, 1, 0]);
    assert.deepEqual(counts("digital"), [0, 0, 1, 0]);
    assert.deepEqual(counts("giftCertificate"), [0, 0, 0, 1]);
    assert.deepEqual(counts("pickup"), [1, 0, 0, 0]);
  });

  it("have one parcel for each shipping address, with its id", () => {
    const { id } = shop.store.place({ addresses: 3, lines: 7 });
    const addresses = shop.read<Fields[]>(`/v2/orders/${id}/shipping_addresses`);
    assert.deepEqual(
      of(id).shipping.map((parcel) => parcel.id),
      addresses.map((address) => address["id"]),
    );
    assert.equal(shop.read(`/v2/orders/${id}`)["shipping_address_count"], 3);
  });

  it("have money as numbers where shipping addresses have strings", () => {
    const { id } = shop.store.place();
    const [parcel] = of(id).shipping;
    const [address] = shop.read<Fields[]>(`/v2/orders/${id}/shipping_addresses`);
    const keys = Object.keys(parcel ?? {}).filter(
      (key) => /cost/.test(key) && !key.endsWith("class_id"),
    );
    assert.equal(keys.length, 8);
    for (const key of keys) {
      assert.equal(typeof parcel?.[key], "number");
      assert.equal((parcel?.[key] as number).toFixed(4), address?.[key]);
    }
  });

  it("have at most 50 lines each, and a warning above; the products have all lines", () => {
    const small = shop.store.place({ lines: 50 });
    const large = shop.store.place({ lines: 51 });
    const split = shop.store.place({ lines: 120, addresses: 2 });
    const sizes = (id: number): unknown[] =>
      of(id).shipping.map(({ line_items: items, __warning__: warning }) => [
        items.length,
        warning !== undefined,
      ]);
    assert.deepEqual(sizes(small.id), [[50, false]]);
    assert.deepEqual(sizes(large.id), [[50, true]]);
    assert.deepEqual(sizes(split.id), [
      [50, true],
      [50, true],
    ]);
    assert.match(
      of(large.id).shipping[0]?.__warning__ ?? "",
      new RegExp(`50 .*/v2/orders/${large.id}/products`),
    );
    assert.equal(products(large.id).length, 51);
  });

  it("are an array of one without consignment_structure=object", () => {
    const { id } = shop.store.place();
    const legacy = shop.read<{ consignments: Consignments[] }>(
      `/v2/orders/${id}?include=consignments.line_items`,
    ).consignments;
    assert.deepEqual(legacy, [of(id)]);
  });

  it("contain links to lines when only consignments are included", () => {
    const { id } = shop.store.place({ lines: 1 });
    const [line] =
      of(id, "include=consignments&consignment_structure=object").shipping[0]?.line_items ?? [];
    assert.equal(line?.["resource"], `/orders/${id}/products/${id}000`);
    assert.equal(shop.request(`/v2${String(line?.["resource"])}`).status, 200);
  });

  it("are the same in a list, by id and as a subresource", () => {
    const { id } = shop.store.place({ lines: 3 });
    const [listed] = shop.read<{ consignments: Consignments }[]>(`/v2/orders?min_id=${id}&${full}`);
    assert.deepEqual(listed?.consignments, of(id));
    assert.deepEqual(
      shop.read(`/v2/orders/${id}/consignments?include=consignments.line_items`),
      of(id),
    );
  });

  it("are the same in a list and by id for every initial order, shipped or refunded", () => {
    const { read } = aStore({ orders: 500 });
    for (const page of [1, 2]) {
      const listed = read<Fields[]>(`/v2/orders?limit=250&page=${page}&${full}`);
      for (const order of listed)
        assert.deepEqual(order, read(`/v2/orders/${String(order["id"])}?${full}`));
    }
  });

  it("are the same in a list and by id where clients wrote text that looks like lines", () => {
    const { id } = shop.store.place({ lines: 2 });
    const body = { form_fields: [{ line_items: [1, 0] }] };
    shop.request(`/v2/orders/${id}/shipping_addresses/${id}0`, { method: "PUT", body });
    const [listed] = shop.read<{ consignments: Consignments }[]>(`/v2/orders?min_id=${id}&${full}`);
    assert.deepEqual(listed?.consignments, of(id));
    assert.deepEqual(listed?.consignments.shipping[0]?.["form_fields"], body.form_fields);
  });

  it("fees are a link, or a list when included", () => {
    const { id } = shop.store.place();
    assert.deepEqual(shop.read(`/v2/orders/${id}?include=fees`)["fees"], []);
    assert.equal(
      (shop.read(`/v2/orders/${id}`)["fees"] as Fields)["resource"],
      `/orders/${id}/fees`,
    );
  });
});
