/** An order's lists, as the store has them. */
export interface StoreLists {
  readonly products: readonly unknown[];
  readonly shipping_addresses: readonly unknown[];
  readonly coupons: readonly unknown[];
}

const firstPage = 50;

/** The store responds 204 to an empty list, which the sample's client turns into the text "". */
const asSampleReads = (list: readonly unknown[]): unknown =>
  list.length === 0 ? "" : list.slice(0, firstPage);

/**
 * An item of the sample's Orders table: the order as read before the acknowledgement, with the first page of
 * each list in place of the link to the list.
 */
export const aSampleItem = (
  order: Readonly<Record<string, unknown>>,
  { products, shipping_addresses, coupons }: StoreLists,
): Record<string, unknown> => ({
  ...order,
  products: asSampleReads(products),
  shipping_addresses: asSampleReads(shipping_addresses),
  coupons: asSampleReads(coupons),
});
