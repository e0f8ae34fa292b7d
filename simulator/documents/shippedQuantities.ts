import type { OrderContent } from "../orders/orderContent";
import type { Extent } from "../orders/orderRow";

/** "some" means the first half of the lines, so that the answer is the same whoever asks. */
const isWithinExtent = (extent: Extent, place: number, of: number): boolean =>
  extent === "all" || (extent === "some" && place < Math.max(1, Math.floor(of / 2)));

const nothing: ReadonlyMap<number, number> = new Map();

/** How many pieces of each line were shipped; only parcels ship. */
export const shippedQuantities = (
  { lines }: OrderContent,
  shipped: Extent,
): ReadonlyMap<number, number> => {
  if (shipped === "none") return nothing;
  const parcelLines = lines.filter(({ addressId }) => addressId > 0);
  const shippedLines = parcelLines.filter((_, place) =>
    isWithinExtent(shipped, place, parcelLines.length),
  );
  return new Map(shippedLines.map(({ id, quantity }) => [id, quantity]));
};

/** Whether the line at that place was refunded. */
export const isRefunded = ({ lines }: OrderContent, refunded: Extent, place: number): boolean =>
  isWithinExtent(refunded, place, lines.length);
