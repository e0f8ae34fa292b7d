import { type Order, toIso } from "./order";
import type { Replication } from "./record";
import { shipmentEvidence } from "./sampleFindings";
import type { SampleOrder } from "./sampleOrder";
import {
  type AcknowledgedStatuses,
  describeStatus,
  isNew,
  type OrderStatus,
  Status,
  type StatusRules,
} from "./status";

export type ImportRules = Pick<StatusRules, "newOrderStatusIds"> & AcknowledgedStatuses;

/** A merchant's word on an order that shows no more whether the sample acknowledged the order. */
export type Verdict = "acknowledged" | "not acknowledged";

/** What an import does with an order, and why. */
export interface ImportDecision {
  readonly action: ImportAction;
  readonly why: string;
}

export type ImportAction =
  /** The order counts as acknowledged from now on. */
  | "import"
  /** The record counts as acknowledged already. */
  | "imported before"
  /** The sample never acknowledged the order, and this service will once the order is new. */
  | "leave new"
  /** Only a person knows whether the order was acknowledged. */
  | "decide";

/** An order of the store, with what the sample and this service have of the order. */
export interface ImportCase {
  readonly order: Order;
  /** Undefined for an order that the sample lost. */
  readonly sample?: SampleOrder;
  readonly row?: Replication;
  readonly verdict?: Verdict;
}

/**
 * The sample set a status right after storing an order, and reported success when that failed. The order's
 * status and version show which of the two happened, unless someone changed the order since.
 */
export const decideImport = (
  { order, sample, row, verdict }: ImportCase,
  rules: ImportRules,
): ImportDecision => {
  const status = describeStatus(order.status_id);
  if (row?.state === "acknowledged")
    return { action: "imported before", why: "acknowledged before" };
  if (isHandled(order, rules)) return { action: "import", why: `its status is ${status}` };
  if (verdict === "acknowledged") return { action: "import", why: "as you decided" };
  if (verdict) return { action: "leave new", why: "as you decided" };
  if (sample?.modifiedAt === toIso(order.date_modified))
    return { action: "leave new", why: `${status}, unchanged since the sample stored it` };
  const [evidence] = [...acknowledgedEvidence(sample, rules), ...shipmentEvidence(order)];
  if (evidence) return { action: "import", why: `${status}, but ${evidence}` };
  if (isClosed(order)) return { action: "import", why: `its status is ${status}` };
  return { action: "decide", why: `${status}, and changed since the sample stored it` };
};

/** The sample stored the order a second time, after the acknowledgement. */
const acknowledgedEvidence = (
  sample: SampleOrder | undefined,
  { physicalStatusId, digitalStatusId }: ImportRules,
): readonly string[] =>
  sample && [physicalStatusId, digitalStatusId].includes(sample.statusId)
    ? [`the sample found it in ${describeStatus(sample.statusId)}`]
    : [];

/** Statuses that an order reaches after its acknowledgement. */
const handled: ReadonlySet<number> = new Set([
  Status.Shipped,
  Status.PartiallyShipped,
  Status.Refunded,
  Status.Completed,
  Status.Disputed,
  Status.PartiallyRefunded,
]);

/** Whether the order is acknowledged, or past the acknowledgement, by its status alone. */
export const isHandled = (order: OrderStatus, rules: ImportRules): boolean => {
  const { newOrderStatusIds, physicalStatusId, digitalStatusId } = rules;
  if (isNew(order, newOrderStatusIds)) return false;
  return [physicalStatusId, digitalStatusId, ...handled].includes(order.status_id);
};

const isClosed = ({ status_id }: OrderStatus): boolean =>
  status_id === Status.Cancelled || status_id === Status.Declined;
