import type { PlaceOptions } from "../../simulator/orders/checkout";
import type { SimulatedStore } from "../../simulator/simulatedStore";
import { hourMs, minuteMs } from "../engine/durations";
import type { SimulationContext } from "../engine/simulationContext";
import type { Fault } from "./faults";
import type { Scenario } from "./scenario";

export interface WorkloadParts extends SimulationContext {
  readonly store: SimulatedStore;
  readonly scenario: Scenario;
}

/** Statuses in which a checkout may leave its order, except digital orders. */
const checkoutStatusIds = [11, 11, 11, 11, 11, 11, 7, 7, 12, 6];

/** Numbers of lines at the limits of a consignment and of a page. */
const boundaryLineCounts = [49, 50, 51, 249, 250, 251, 260];

/** One present for each of so many recipients: lists that no row holds uncompressed. */
const manyRecipients = { lines: 800, addresses: 800 };

/** Presents with long messages: lines that no row holds compressed. */
const longMessages = { lines: 100, addresses: 1, giftMessageLength: 6_000 };

type Act = readonly [fault: Fault, act: (store: SimulatedStore, id: number) => void];

const editTwice = (store: SimulatedStore, id: number): void => {
  store.edit(id, { staff_notes: "First" });
  store.edit(id, { staff_notes: "Second, in the same second" });
};

/** What staff may do to an order that the service is processing. */
const acts: readonly Act[] = [
  ["staff edited", (store, id) => store.edit(id, { staff_notes: "Called the customer" })],
  ["staff edited twice in a second", editTwice],
  ["staff sent a message", (store, id) => store.message(id, "Your order is on its way")],
  ["staff refunded", (store, id) => store.refund(id, "all")],
  ["staff refunded", (store, id) => store.refund(id, "some")],
  ["staff cancelled", (store, id) => store.setStatus(id, 5)],
  ["staff cancelled", (store, id) => store.setStatus(id, 13)],
  ["staff shipped", (store, id) => store.ship(id, "all")],
  ["staff shipped", (store, id) => store.ship(id, "some")],
  ["staff archived", (store, id) => store.archive(id)],
  ["staff re-opened", (store, id) => store.setStatus(id, 11)],
  ["staff re-opened", (store, id) => store.setStatus(id, 7)],
  ["staff re-opened", (store, id) => store.setStatus(id, 10)],
  ["staff acknowledged by hand", (store, id) => store.setStatus(id, 9)],
];

/** One random act of staff on an order, unless the order is incomplete or archived. */
export const staffAct = (
  { store, random, faultInjector, trace }: WorkloadParts,
  id: number,
): void => {
  const order = store.order(id);
  if (!order || order.is_deleted || order.status_id < 2) return;
  const [fault, act] = random.pick(acts);
  act(store, id);
  faultInjector.count(fault);
  trace.add("staff", fault.replace("staff ", ""), id, { status: store.order(id)?.status_id });
};

/** Most acts fall into the time in which the service processes the order, some come long after. */
const drawActDelayMs = ({ random }: WorkloadParts): number => {
  const maxMs = random.pick([5_000, minuteMs, 20 * minuteMs, 3 * hourMs, 24 * hourMs]);
  return random.integer(0, maxMs);
};

const scheduleStaffActs = (parts: WorkloadParts, id: number, until: number): void => {
  const { clock, random } = parts;
  const count = random.pick([0, 0, 1, 1, 2, 4]);
  for (let n = 0; n < count; n += 1) {
    const at = clock.now() + drawActDelayMs(parts);
    if (at < until) clock.schedule(at, () => staffAct(parts, id));
  }
};

const drawCheckout = ({ random }: WorkloadParts): PlaceOptions => {
  const kind = random.pick([
    "physical",
    "physical",
    "physical",
    "digital",
    "digital",
    "mixed",
    "pickup",
    "giftCertificate",
  ] as const);
  const isBoundaryCase = kind === "physical" && random.chance(0.008);
  const isLarge = kind === "physical" && random.chance(0.015);
  const large = isLarge ? random.pick([manyRecipients, longMessages]) : undefined;
  const fewLines = isBoundaryCase ? random.pick(boundaryLineCounts) : random.integer(1, 3);
  return {
    kind,
    lines: fewLines,
    addresses: random.chance(0.08) ? 2 : 1,
    ...large,
    coupons: random.chance(0.08) ? random.integer(1, 2) : 0,
    statusId: kind === "digital" ? undefined : random.pick(checkoutStatusIds),
    abandoned: random.chance(0.06),
    settleAfterMs: random.chance(0.4) ? random.integer(100, 20 * minuteMs) : 0,
  };
};

const placeOrder = (parts: WorkloadParts, until: number): void => {
  const { store, faultInjector, trace } = parts;
  const checkout = drawCheckout(parts);
  const { id } = store.place(checkout);
  trace.add("shopper", "checks out", id, checkout);
  if (checkout.abandoned) faultInjector.count("checkout abandoned");
  else if (checkout.settleAfterMs) faultInjector.count("shopper paid late");
  scheduleStaffActs(parts, id, until);
};

/** Schedules the checkouts of shoppers and the acts of staff until then. */
export const startWorkload = (parts: WorkloadParts, until: number): void => {
  const { clock, random, scenario, store } = parts;
  for (const { id } of store.orders()) scheduleStaffActs(parts, id, until);
  for (let n = scenario.initialOrders; n < scenario.orders; n += 1) {
    const at = random.integer(clock.now(), until - 1);
    // Half of the checkouts come in a burst at the start of an hour, as after a newsletter.
    const placedAt = random.chance(0.5)
      ? Math.floor(at / hourMs) * hourMs + random.integer(0, 2_000)
      : at;
    clock.schedule(Math.max(placedAt, clock.now()), () => placeOrder(parts, until));
  }
};
