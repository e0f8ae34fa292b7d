import type { Clock } from "../clock";
import { type Random, seededRandom } from "../seededRandom";
import type { StoreActions } from "../storeActions";
import type { PlaceOptions } from "./checkout";

export interface WorkloadOptions {
  /** 20 by default. */
  readonly checkoutsPerHour?: number;
  /** The probability that staff acts on an order, 0 to 1; 0.6 by default. */
  readonly staffActionChance?: number;
  /** The maximum time that an order stays Incomplete after checkout; 20 s by default. */
  readonly maxSettleMs?: number;
}

export interface WorkloadParts {
  readonly clock: Clock;
  readonly actions: StoreActions;
  readonly statusOf: (id: number) => number | undefined;
  readonly seed: number;
}

const hourMs = 3_600_000;

/** The statuses after checkout, digital orders aside. */
const checkoutStatusIds = [...Array<number>(16).fill(11), 7, 7, 12, 6];

/** Numbers of lines just above the cap of a consignment, and around the size of a page. */
const boundarySizes = [51, 250, 251, 600];

const randomCheckout = (random: Random, maxSettleMs: number): PlaceOptions => {
  const kind = random.pick([
    "physical",
    "physical",
    "physical",
    "physical",
    "digital",
    "mixed",
    "pickup",
    "giftCertificate",
  ] as const);
  return {
    kind,
    lines: random.chance(0.01) && kind === "physical" ? random.pick(boundarySizes) : undefined,
    addresses: random.chance(0.05) ? 2 : 1,
    coupons: random.chance(0.05) ? random.integer(1, 2) : 0,
    foreignCurrency: random.chance(0.04),
    statusId: kind === "digital" ? undefined : random.pick(checkoutStatusIds),
    abandoned: random.chance(0.12),
    settleAfterMs: random.integer(0, maxSettleMs),
  };
};

type StaffAction = (actions: StoreActions, id: number) => void;

/** The staff actions, equally likely. */
const staffActions: readonly StaffAction[] = [
  (actions, id) => actions.edit(id, { staff_notes: "Called the customer" }),
  (actions, id) => actions.message(id, "Your order is on its way"),
  (actions, id) => actions.setStatus(id, 5),
  (actions, id) => actions.refund(id, "some"),
  (actions, id) => actions.refund(id, "all"),
  (actions, id) => actions.ship(id, "some"),
  (actions, id) => actions.ship(id, "all"),
  (actions, id) => {
    actions.ship(id, "all");
    actions.setStatus(id, 10);
  },
  (actions, id) => actions.archive(id),
  // Two edits within a second: two versions with equal dates of modification.
  (actions, id) => {
    actions.edit(id, { staff_notes: "First" });
    actions.edit(id, { staff_notes: "Second, in the same second" });
  },
];

const addBackOfficeOrder = (actions: StoreActions, random: Random, now: number): void => {
  if (random.chance(0.5)) actions.manualOrder();
  else actions.importOrder(new Date(now - random.integer(1, 2000) * 24 * hourMs));
};

const run = (
  { clock, actions, statusOf, seed }: WorkloadParts,
  options: Required<WorkloadOptions>,
): (() => void) => {
  const random = seededRandom(seed, 8);
  let isStopped = false;
  const scheduleIn = (ms: number, task: () => void): void =>
    void clock.schedule(clock.now() + ms, () => void (isStopped || task()));
  const scheduleStaffAction = (id: number): void => {
    if (!random.chance(options.staffActionChance)) return;
    const staffAction = random.pick(staffActions);
    // Staff does not act on Incomplete, Pending or archived orders.
    scheduleIn(
      random.integer(1, 6 * hourMs),
      () => (statusOf(id) ?? 0) > 1 && staffAction(actions, id),
    );
  };
  const placeOrder = (): void =>
    scheduleStaffAction(actions.place(randomCheckout(random, options.maxSettleMs)).id);
  const scheduleNext = (): void =>
    scheduleIn((-Math.log(1 - random.next()) * hourMs) / options.checkoutsPerHour, () => {
      if (random.chance(0.03)) addBackOfficeOrder(actions, random, clock.now());
      else placeOrder();
      // A second order within the same second, so that dates of creation are equal.
      if (random.chance(0.02)) placeOrder();
      scheduleNext();
    });
  scheduleNext();
  return () => void (isStopped = true);
};

/** Schedules random checkouts and staff actions on the store's clock, by the seed; returns a function that stops them. */
export const startWorkload = (parts: WorkloadParts, options: WorkloadOptions = {}): (() => void) =>
  run(parts, { checkoutsPerHour: 20, staffActionChance: 0.6, maxSettleMs: 20_000, ...options });
