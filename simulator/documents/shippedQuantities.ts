import type { OrderContent } from "../orders/orderContent";
import type { Extent } from "../orders/orderRow";

/** "some" means the first half of the lines, so that all documents agree. */
const isWithinExtent = (extent: Extent, index: number, count: number): boolean =>
  extent === "all" || (extent === "some" && index < Math.max(1, Math.floor(count / 2)));

const none: ReadonlyMap<number, number> = new Map();

/** The shipped quantity of each line with a parcel, by line id. */
export const shippedQuantities = (
  { lines }: OrderContent,
  shipped: Extent,
): ReadonlyMap<number, number> => {
  if (shipped === "none") return none;
  const parcelLines = lines.filter(({ addressId }) => addressId > 0);
  const shippedLines = parcelLines.filter((_, index) =>
    isWithinExtent(shipped, index, parcelLines.length),
  );
  return new Map(shippedLines.map(({ id, quantity }) => [id, quantity]));
};

/** Whether the line at the index was refunded. */
export const isRefunded = ({ lines }: OrderContent, refunded: Extent, index: number): boolean =>
  isWithinExtent(refunded, index, lines.length);
