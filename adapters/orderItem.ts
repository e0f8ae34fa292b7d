import { gunzipSync, gzipSync } from "node:zlib";
import { Failure } from "../domain/failure";
import { parseJson } from "../domain/parseJson";
import type { OrderSnapshot, PartialSnapshot } from "../domain/record";
import { toAttribute, toAttributeJson } from "./attributeValue";

/** What an update writes from a reading. */
export interface ItemChange {
  readonly set: Readonly<Record<string, unknown>>;
  /** Set only where the attribute is absent. */
  readonly setOnce: Readonly<Record<string, unknown>>;
  readonly remove: readonly string[];
}

/**
 * DynamoDB holds items of up to 400 KB, attribute names included. Sizes here are of JSON, which is longer
 * than what DynamoDB counts unless an order consists of numbers: hence the margins.
 */
const maxPlainBytes = 340_000;
const maxCompressedBytes = 390_000;

/** An order of many lines is stored with its products as one compressed attribute. */
export const toItemChange = (reading: OrderSnapshot | PartialSnapshot): ItemChange => {
  const { id, isArchived, ...attributes } = reading;
  const archived = { archivedAt: reading.readAt };
  const products = productsChange(id, attributes);
  return {
    set: toAttributes(products.set),
    setOnce: isArchived ? archived : {},
    remove: [...products.remove, ...(isArchived ? [] : Object.keys(archived))],
  };
};

const toAttributes = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, toAttribute(value)]));

const productsChange = (id: number, attributes: Readonly<Record<string, unknown>>) => {
  if (!("products" in attributes)) return { set: attributes, remove: [] };
  if (sizeOf(attributes) <= maxPlainBytes) return { set: attributes, remove: ["productsGzip"] };
  const { products, ...rest } = attributes;
  const productsGzip = gzipSync(toAttributeJson(products));
  const size = sizeOf(rest) + productsGzip.length;
  if (size > maxCompressedBytes) throw tooLarge(id, size);
  return { set: { ...rest, productsGzip }, remove: ["products"] };
};

const sizeOf = (attributes: unknown): number => Buffer.byteLength(JSON.stringify(attributes));

const tooLarge = (id: number, size: number): Failure =>
  new Failure(
    "record.tooLarge",
    `Order ${id} takes ${size} bytes with its products compressed; a row holds ${maxCompressedBytes}`,
    { details: { orderId: id } },
  );

/** An item of the Orders table with its products decompressed. */
export const readItem = (item: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const { productsGzip, ...rest } = item;
  if (!(productsGzip instanceof Uint8Array)) return rest;
  return { ...rest, products: parseJson(gunzipSync(productsGzip).toString("utf8")) };
};
