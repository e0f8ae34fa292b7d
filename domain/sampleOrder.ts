import { comparedFields } from "./lostUpdate";

/** The lists of an order, by the names of the record's attributes. */
export const listNames = ["products", "shippingAddresses", "coupons"] as const;
export type ListName = (typeof listNames)[number];

/** A list as the sample stored the list. */
export interface SampleList {
  readonly length: number;
  /** The sample stored the response to an empty list as the text "". */
  readonly isText: boolean;
}

/** What an import needs of an item that order-replication-sample stored; items of many orders fit in memory. */
export interface SampleOrder {
  readonly id: number;
  /** The status and date of the version that the sample stored: the order before its acknowledgement. */
  readonly statusId: number;
  readonly isDigital: boolean;
  /** ISO. */
  readonly modifiedAt: string;
  /** ISO. */
  readonly createdAt: string;
  /** The order's own fields that show a change of the order. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The destinations, as `addressText` writes each. */
  readonly addresses: readonly string[];
  readonly lists: Readonly<Record<ListName, SampleList>>;
}

type Fields = Readonly<Record<string, unknown>>;

/** The sample's names of the lists, as BigCommerce's; a changed sample may use the names of the record. */
const attributeNames: Readonly<Record<ListName, readonly string[]>> = {
  products: ["products"],
  shippingAddresses: ["shipping_addresses", "shippingAddresses"],
  coupons: ["coupons"],
};

/** Undefined for an item that holds no order: the id, the status or a date is missing. */
export const parseSampleOrder = (item: Fields): SampleOrder | undefined => {
  const id = wholeNumber(item["id"]);
  const statusId = wholeNumber(item["status_id"]);
  const modifiedAt = isoDate(item["date_modified"]);
  const createdAt = isoDate(item["date_created"]);
  if (!id || statusId === undefined || !modifiedAt || !createdAt) return undefined;
  return {
    id,
    statusId,
    isDigital: item["order_is_digital"] === true,
    modifiedAt,
    createdAt,
    fields: pick(item, comparedFields),
    addresses: addressTexts(item["billing_address"], listIn(item, "shippingAddresses")),
    lists: {
      products: toList(listIn(item, "products")),
      shippingAddresses: toList(listIn(item, "shippingAddresses")),
      coupons: toList(listIn(item, "coupons")),
    },
  };
};

/** DynamoDB holds numbers; a text of digits counts as one. */
const wholeNumber = (value: unknown): number | undefined => {
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) ? number : undefined;
};

const isoDate = (value: unknown): string | undefined => {
  const time = typeof value === "string" ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
};

const listIn = (item: Fields, name: ListName): unknown =>
  attributeNames[name].map((attribute) => item[attribute]).find((value) => value !== undefined);

const toList = (value: unknown): SampleList => ({
  length: Array.isArray(value) ? value.length : 0,
  isText: value === "",
});

const pick = (item: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(names.flatMap((name) => (name in item ? [[name, item[name]]] : [])));

const addressFields = [
  "first_name",
  "last_name",
  "company",
  "street_1",
  "street_2",
  "city",
  "state",
  "zip",
  "country_iso2",
];

/** The billing address and the shipping addresses, each as one text that shows a change. */
export const addressTexts = (billing: unknown, shipping: unknown): readonly string[] => {
  const destinations: readonly unknown[] = Array.isArray(shipping) ? shipping : [];
  return [billing, ...destinations].map(addressText);
};

const addressText = (address: unknown): string => {
  const fields = typeof address === "object" && address !== null ? (address as Fields) : {};
  return addressFields.map((name) => textOf(fields[name])).join("\n");
};

const textOf = (value: unknown): string => (typeof value === "string" ? value.trim() : "");
