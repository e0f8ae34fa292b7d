import type { PlaceOptions } from "../../simulator/orders/checkout";
import type { SimulatedStore } from "../../simulator/simulatedStore";
import type { Fault } from "./faults";
import type { SimulationContext } from "../service/invocation";
import type { Scenario } from "./scenario";

export interface WorkloadParts extends SimulationContext {
  readonly store: SimulatedStore;
  readonly scenario: Scenario;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Where checkouts end, digital ones aside. */
const endings = [11, 11, 11, 11, 11, 11, 7, 7, 12, 6];

/** Sizes around a consignment's cap and a page's end. */
const awkwardSizes = [49, 50, 51, 249, 250, 251, 260];

type Act = readonly [fault: Fault, act: (store: SimulatedStore, id: number) => void];

const twice = (store: SimulatedStore, id: number): void => {
  store.edit(id, { staff_notes: "First" });
  store.edit(id, { staff_notes: "Second, in the same second" });
};

/** What staff does to an order that somebody works on. */
const acts: readonly Act[] = [
  ["staff edited", (store, id) => store.edit(id, { staff_notes: "Called the customer" })],
  ["staff edited twice in a second", twice],
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

/** Staff: acts on an order now, unless it is unfinished or archived. */
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

/** Most acts come while the service is at work on the order, some long after. */
const actAfterMs = ({ random }: WorkloadParts): number => {
  const span = random.pick([5_000, minuteMs, 20 * minuteMs, 3 * hourMs, 24 * hourMs]);
  return random.integer(0, span);
};

const followUp = (parts: WorkloadParts, id: number, until: number): void => {
  const { clock, random } = parts;
  const count = random.pick([0, 0, 1, 1, 2, 4]);
  for (let n = 0; n < count; n += 1) {
    const at = clock.now() + actAfterMs(parts);
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
  const isAwkward = kind === "physical" && random.chance(0.008);
  return {
    kind,
    lines: isAwkward ? random.pick(awkwardSizes) : random.integer(1, 3),
    addresses: random.chance(0.08) ? 2 : 1,
    coupons: random.chance(0.08) ? random.integer(1, 2) : 0,
    statusId: kind === "digital" ? undefined : random.pick(endings),
    abandoned: random.chance(0.06),
    settleAfterMs: random.chance(0.4) ? random.integer(100, 20 * minuteMs) : 0,
  };
};

const checkOut = (parts: WorkloadParts, until: number): void => {
  const { store, faultInjector, trace } = parts;
  const wish = drawCheckout(parts);
  const { id } = store.place(wish);
  trace.add("shopper", "checks out", id, wish);
  if (wish.abandoned) faultInjector.count("shopper left");
  else if (wish.settleAfterMs) faultInjector.count("shopper paid late");
  followUp(parts, id, until);
};

/** Lets shoppers and staff come and go until then. */
export const startWorkload = (parts: WorkloadParts, until: number): void => {
  const { clock, random, scenario, store } = parts;
  for (const { id } of store.orders()) followUp(parts, id, until);
  for (let n = scenario.initialOrders; n < scenario.orders; n += 1) {
    const at = random.integer(clock.now(), until - 1);
    // Some come in crowds, as after a newsletter.
    const crowd = random.chance(0.5)
      ? Math.floor(at / hourMs) * hourMs + random.integer(0, 2_000)
      : at;
    clock.schedule(Math.max(crowd, clock.now()), () => checkOut(parts, until));
  }
};
