import type { JsonObject } from "../json";
import type { Links } from "./links";
import type { OrderDetail } from "./orderReader";
import type { OrderRow } from "../orders/orderRow";

interface Written {
  readonly values: readonly unknown[];
  readonly base: string;
  readonly text: string;
}

/** Four of the largest pages; an order with its lines takes some 10 kB. */
const remembered = 1000;

/** Whatever changes about an order replaces a value of its row, never something within it. */
const isSame = (written: Written, row: OrderRow, { base }: Links): boolean => {
  const values: readonly unknown[] = Object.values(row);
  return written.base === base && values.every((value, place) => value === written.values[place]);
};

const keyOf = (
  { id }: OrderRow,
  { consignments, consignmentStructure, fees }: OrderDetail,
): string => `${id} ${consignments} ${consignmentStructure} ${fees}`;

export type WriteOrder = (row: OrderRow, detail: OrderDetail) => JsonObject;

/** Orders as JSON, remembered until they change: clients read the same orders again and again. */
export const orderTexts = (
  write: WriteOrder,
  links: Links,
): ((row: OrderRow, detail: OrderDetail) => string) => {
  const cache = new Map<string, Written>();
  return (row, detail) => {
    const key = keyOf(row, detail);
    const known = cache.get(key);
    if (known && isSame(known, row, links)) return known.text;
    if (!known && cache.size >= remembered) cache.delete(cache.keys().next().value as string);
    const text = JSON.stringify(write(row, detail));
    cache.set(key, { values: Object.values(row), base: links.base, text });
    return text;
  };
};
