import type { PlaceOptions } from "./checkout";
import type { Clock } from "../clock";
import { seededRandom, type Random } from "../seededRandom";
import type { StoreActions } from "../storeActions";

export interface WorkloadOptions {
  /** 20 if absent. */
  readonly checkoutsPerHour?: number;
  /** How many of the orders somebody does something to afterwards, 0 to 1; 0.6 if absent. */
  readonly staffActionChance?: number;
  /** How long a checkout takes to move on from Incomplete, at most; 20 s if absent. */
  readonly settlesWithinMs?: number;
}

export interface WorkloadParts {
  readonly clock: Clock;
  readonly actions: StoreActions;
  readonly statusOf: (id: number) => number | undefined;
  readonly seed: number;
}

const hourMs = 3_600_000;

/** Where checkouts end, digital ones aside. Twelve in a hundred shoppers leave. */
const checkoutStatusIds = [...Array<number>(16).fill(11), 7, 7, 12, 6];

/** Sizes at which clients go wrong: around a consignment's cap and a page's end. */
const boundarySizes = [51, 250, 251, 600];

const randomCheckout = (random: Random, settlesWithinMs: number): PlaceOptions => {
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
    settleAfterMs: random.integer(0, settlesWithinMs),
  };
};

type StaffAction = (actions: StoreActions, id: number) => void;

/** What staff does to orders, and how often. An archived order is left alone by the store itself. */
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
  // Two changes within a second: equal dates of modification, two versions.
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
  const scheduleIn = (ms: number, work: () => void): void =>
    void clock.schedule(clock.now() + ms, () => void (isStopped || work()));
  const scheduleStaffAction = (id: number): void => {
    if (!random.chance(options.staffActionChance)) return;
    const staffAction = random.pick(staffActions);
    // Nobody ships what was never paid for; the unfinished are touched by nobody.
    scheduleIn(
      random.integer(1, 6 * hourMs),
      () => (statusOf(id) ?? 0) > 1 && staffAction(actions, id),
    );
  };
  const placeOrder = (): void =>
    scheduleStaffAction(actions.place(randomCheckout(random, options.settlesWithinMs)).id);
  const scheduleNext = (): void =>
    scheduleIn((-Math.log(1 - random.next()) * hourMs) / options.checkoutsPerHour, () => {
      if (random.chance(0.03)) addBackOfficeOrder(actions, random, clock.now());
      else placeOrder();
      // Two orders of the same second, with equal dates of creation and often of modification.
      if (random.chance(0.02)) placeOrder();
      scheduleNext();
    });
  scheduleNext();
  return () => void (isStopped = true);
};

/** Lets shoppers and staff come and go, by the seed and on the store's clock; the answer ends it. */
export const startWorkload = (parts: WorkloadParts, options: WorkloadOptions = {}): (() => void) =>
  run(parts, { checkoutsPerHour: 20, staffActionChance: 0.6, settlesWithinMs: 20_000, ...options });
