import { type Random, seededRandom } from "../seededRandom";
import type { OrderKind, OrderTraits } from "./orderTraits";

/** The statuses and traits of the initial orders: exact shares, assigned by the seed. */
export interface OrderPlan {
  readonly count: number;
  readonly statusId: (index: number) => number;
  readonly traits: (index: number) => OrderTraits;
}

/** Exactly 80 % of the orders are new, 10 % are digital (and Completed, so new), 5 % have a coupon, 1 % more than 50 lines. */
const shares = { new: 0.8, digital: 0.1, coupons: 0.05, large: 0.01 };

/** All statuses that are not new, assigned in rotation; 10 stands for Completed physical orders. */
const processedStatusIds = [9, 2, 10, 3, 5, 4, 14, 8, 0, 1, 6, 12, 13];

const largeSizes = [51, 64, 250, 73, 251, 58, 600, 90];

const shuffled = (count: number, random: Random): Uint32Array => {
  const list = Uint32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = random.integer(0, last);
    const swapped = list[last] as number;
    list[last] = list[other] as number;
    list[other] = swapped;
  }
  return list;
};

interface Assignment {
  readonly statusIds: Uint8Array;
  readonly digital: Uint8Array;
  readonly coupons: Uint8Array;
  readonly lines: Uint16Array;
}

const assignStatuses = (count: number, assignment: Assignment, random: Random): void => {
  const digital = Math.round(count * shares.digital);
  const newOrders = Math.round(count * shares.new);
  shuffled(count, random).forEach((index, position) => {
    assignment.digital[index] = position < digital ? 1 : 0;
    if (position < digital) assignment.statusIds[index] = 10;
    else if (position < newOrders)
      assignment.statusIds[index] = (position - digital) % 6 === 5 ? 7 : 11;
    else
      assignment.statusIds[index] = processedStatusIds[
        (position - newOrders) % processedStatusIds.length
      ] as number;
  });
};

const assignExtras = (count: number, assignment: Assignment, random: Random): void => {
  shuffled(count, random)
    .subarray(0, Math.round(count * shares.coupons))
    .forEach((index, position) => (assignment.coupons[index] = position % 4 === 3 ? 2 : 1));
  shuffled(count, random)
    .filter((index) => !assignment.digital[index])
    .subarray(0, Math.round(count * shares.large))
    .forEach(
      (index, position) =>
        (assignment.lines[index] = largeSizes[position % largeSizes.length] as number),
    );
};

/** Awaiting Pickup requires a pickup order; most other orders are physical. */
const kindOf = (statusId: number, random: Random): OrderKind => {
  if (statusId === 8) return "pickup";
  const drawn = random.next();
  if (drawn < 0.08) return "mixed";
  if (drawn < 0.12) return "pickup";
  return drawn < 0.14 ? "giftCertificate" : "physical";
};

export const orderPlan = (seed: number, count: number): OrderPlan => {
  const assignment: Assignment = {
    statusIds: new Uint8Array(count),
    digital: new Uint8Array(count),
    coupons: new Uint8Array(count),
    lines: new Uint16Array(count),
  };
  const random = seededRandom(seed, count, 1);
  assignStatuses(count, assignment, random);
  assignExtras(count, assignment, random);
  const statusId = (index: number): number => assignment.statusIds[index] ?? 11;
  return {
    count,
    statusId,
    traits(index) {
      const drawn = seededRandom(seed, index, 2);
      const lines = assignment.lines[index] || undefined;
      const kind = assignment.digital[index]
        ? "digital"
        : lines
          ? "physical"
          : kindOf(statusId(index), drawn);
      const addresses = kind === "physical" && drawn.chance(0.06) ? drawn.integer(2, 3) : 1;
      return {
        kind,
        lines,
        addresses,
        coupons: assignment.coupons[index] ?? 0,
        foreignCurrency: drawn.chance(0.04),
      };
    },
  };
};
