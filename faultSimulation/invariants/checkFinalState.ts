import { hourMs, minuteMs } from "../engine/durations";
import type { OrderSummary } from "../../simulator/orders/orderSummary";
import type { MemoryRow } from "../service/memory/memoryOrderRecords";
import type { World } from "../world/world";
import { checkFinalClocks } from "./checkClocks";
import { checkPolls } from "./checkPolls";
import { compareRecord, liftFaults } from "./checkRecords";
import { checkWebhooks } from "./checkWebhooks";
import { isInScope, isNewOrder } from "./specification";
import type { Problem, Violation } from "./violation";

/** Completed before the service was deployed: the first poll does not import old orders. */
const predatesService = ({ scenario }: World, order: OrderSummary): boolean =>
  order.status_id === 10 && Date.parse(order.date_modified) < scenario.start;

/** Liveness: no order is still new when the service is quiescent. */
const unprocessed = (world: World, order: OrderSummary): Problem[] => {
  const { cloud, scenario } = world;
  const row = cloud.records.rows.get(order.id);
  const isDue = isNewOrder(order) && !order.is_deleted && isInScope(scenario, order);
  const expected = { on: "acknowledged", off: "replicated", plan: undefined }[scenario.acknowledge];
  if (!isDue || !expected || predatesService(world, order) || row?.state === expected) return [];
  const invariant = "every new order is replicated and acknowledged";
  return [{ invariant, expected, actual: row?.state ?? "no record" }];
};

/** An order that staff never moved was acknowledged by the service, exactly once. */
const notAcknowledgedOnce = (world: World, order: OrderSummary): Problem[] => {
  const { cloud, scenario } = world;
  const { statusHistory, id, order_is_digital: isDigital } = order;
  const writes = statusHistory.filter(({ by }) => by === "api").length;
  const first = statusHistory.findIndex(({ to }) =>
    [7, 11, ...(isDigital ? [10] : [])].includes(to),
  );
  const isMovedByStaff = statusHistory.some(({ by }, index) => by === "staff" && index >= first);
  if (scenario.acknowledge !== "on" || first < 0 || isMovedByStaff) return [];
  if (order.is_deleted || !isInScope(scenario, order) || predatesService(world, order)) return [];
  const state = cloud.records.rows.get(id)?.state;
  if (writes === 1 && state === "acknowledged") return [];
  const invariant = "every order that stayed new is acknowledged exactly once";
  return [
    {
      invariant,
      expected: "once, and recorded",
      actual: `${writes} times, ${state ?? "no record"}`,
    },
  ];
};

const outOfScope = ({ cloud, scenario }: World, order: OrderSummary): Problem[] => {
  const row = cloud.records.rows.get(order.id);
  const found: Problem[] = [];
  const wasPlaced = order.statusHistory.some(({ to }) => to > 1);
  if (row && !wasPlaced)
    found.push({
      invariant: "incomplete orders are ignored",
      expected: "no record",
      actual: row.state,
    });
  if (row && !isInScope(scenario, order))
    found.push({
      invariant: "orders before startFrom are ignored",
      expected: "no record",
      actual: row.state,
    });
  if (row && scenario.acknowledge === "plan")
    found.push({ invariant: "a dry run writes nothing", expected: "no record", actual: row.state });
  return found;
};

/** Polls that fail may put off the end of a day's search by some intervals. */
const searchMs = ({ scenario, faultSchedule }: World): number =>
  24 * hourMs +
  5 * scenario.pollIntervalMinutes * minuteMs +
  faultSchedule.outages.reduce((sum, { from, until }) => sum + until - from, 0);

/** Lists leave archived orders out: polls find them by their absence, within a day. */
const unarchived = (world: World, row: MemoryRow, order: OrderSummary): Problem[] => {
  const isDue = Date.parse(order.date_modified) + searchMs(world) < world.clock.now();
  if (row.archivedAt !== undefined || !isDue) return [];
  const invariant = "an archived order is found though its webhook was lost";
  return [{ invariant, expected: "archived", actual: "not archived" }];
};

/** Changes in the store reach the record by the next poll at the latest, even if their webhooks are lost. */
const outdated = (world: World, order: OrderSummary): Problem[] => {
  const row = world.cloud.records.rows.get(order.id);
  const isFollowed = world.scenario.followChanges && row && row.state !== "parked";
  if (!isFollowed) return [];
  if (order.is_deleted) return unarchived(world, row, order);
  const invariant = "stored orders follow changes in the store";
  return compareRecord(world, row).map((problem) => ({ ...problem, invariant }));
};

/** All orders, webhooks and polls when the service is quiescent, before all orders are requeued. */
export const checkFinalState = (world: World): Violation[] => {
  liftFaults(world);
  const violations = world.store.orders().flatMap((order) => {
    const problems = [unprocessed, notAcknowledgedOnce, outOfScope, outdated].flatMap((check) =>
      check(world, order),
    );
    return problems.map((problem) => ({ ...problem, orderId: order.id }));
  });
  return [...violations, ...checkWebhooks(world), ...checkPolls(world), ...checkFinalClocks(world)];
};
