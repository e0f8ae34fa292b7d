import type { OrderSummary } from "../../simulator/orders/orderSummary";
import type { World } from "../world/world";
import { checkWebhooks } from "./checkWebhooks";
import { isNewOrder, isInScope } from "./specification";
import { compareRecord, liftFaults } from "./checkRecords";
import type { Violation } from "./violation";

type Problem = Pick<Violation, "invariant" | "expected" | "actual">;

/** Completed before the service came: a first deployment does not drag in history. */
const isHistory = ({ scenario }: World, order: OrderSummary): boolean =>
  order.status_id === 10 && Date.parse(order.date_modified) < scenario.start;

/** Every order that is new once all is quiet must be done with. */
const leftBehind = (world: World, order: OrderSummary): Problem[] => {
  const { cloud, scenario } = world;
  const row = cloud.records.rows.get(order.id);
  const isDue = isNewOrder(order) && !order.is_deleted && isInScope(scenario, order);
  const expected = { on: "acknowledged", off: "replicated", plan: undefined }[scenario.acknowledge];
  if (!isDue || !expected || isHistory(world, order) || row?.state === expected) return [];
  const invariant = "every new order is replicated and acknowledged";
  return [{ invariant, expected, actual: row?.state ?? "no record" }];
};

/** What nobody but us ever moved must have been moved by us, once. */
const untouched = (world: World, order: OrderSummary): Problem[] => {
  const { cloud, scenario } = world;
  const { statusHistory, id, order_is_digital: isDigital } = order;
  const ours = statusHistory.filter(({ by }) => by === "api").length;
  const first = statusHistory.findIndex(({ to }) =>
    [7, 11, ...(isDigital ? [10] : [])].includes(to),
  );
  const isTouched = statusHistory.some(({ by }, place) => by === "staff" && place >= first);
  if (scenario.acknowledge !== "on" || first < 0 || isTouched) return [];
  if (order.is_deleted || !isInScope(scenario, order) || isHistory(world, order)) return [];
  const state = cloud.records.rows.get(id)?.state;
  if (ours === 1 && state === "acknowledged") return [];
  const invariant = "every order that stayed new is acknowledged exactly once";
  return [
    { invariant, expected: "once, and recorded", actual: `${ours} times, ${state ?? "no record"}` },
  ];
};

const intruded = ({ cloud, scenario }: World, order: OrderSummary): Problem[] => {
  const row = cloud.records.rows.get(order.id);
  const found: Problem[] = [];
  const was = order.statusHistory.some(({ to }) => to > 1);
  if (row && !was)
    found.push({
      invariant: "unfinished orders are left alone",
      expected: "no record",
      actual: row.state,
    });
  if (row && !isInScope(scenario, order))
    found.push({
      invariant: "orders before startFrom are left alone",
      expected: "no record",
      actual: row.state,
    });
  if (row && scenario.acknowledge === "plan")
    found.push({ invariant: "a plan writes nothing", expected: "no record", actual: row.state });
  return found;
};

/** Lost webhooks and all: what changed in the store has reached the record by the next poll. */
const behind = (world: World, order: OrderSummary): Problem[] => {
  const row = world.cloud.records.rows.get(order.id);
  const isFollowed = world.scenario.followChanges && row && row.state !== "parked";
  if (!isFollowed || order.is_deleted) return [];
  const invariant = "stored orders follow what changes in the store";
  return compareRecord(world, row).map((problem) => ({ ...problem, invariant }));
};

/** Each order once all is quiet, before anybody asks for it again. */
export const checkFinalState = (world: World): Violation[] => {
  liftFaults(world);
  const ofOrders = world.store.orders().flatMap((order) => {
    const problems = [leftBehind, untouched, intruded, behind].flatMap((judge) =>
      judge(world, order),
    );
    return problems.map((problem) => ({ ...problem, orderId: order.id }));
  });
  return [...ofOrders, ...checkWebhooks(world)];
};
