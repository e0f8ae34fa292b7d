import { amountOf } from "./exactNumber";
import { changedFields } from "./lostUpdate";
import { type Order, toIso } from "./order";
import type { OrderSnapshot } from "./record";
import { addressTexts, type ListName, listNames, type SampleOrder } from "./sampleOrder";
import { type AcknowledgedStatuses, describeStatus, type OrderStatus, Status } from "./status";

/** What the sample did wrong to an order or its copy, or what its copy lacks. Names of fields, never values. */
export type SampleFinding =
  /** The order was handled in the store, and the sample has no item. */
  | { readonly kind: "lost" }
  /** The sample read one page of a list. */
  | {
      readonly kind: "truncated";
      readonly list: ListName;
      readonly stored: number;
      readonly inStore: number;
    }
  /** The sample's copy is older than the order by more than the acknowledgement. */
  | { readonly kind: "stale"; readonly storedVersion: string; readonly fields: readonly string[] }
  /** The order waits to be shipped or picked up again, although it was finished, cancelled or held. */
  | { readonly kind: "reopened"; readonly evidence: readonly string[] }
  /** Empty lists that the sample stored as text. */
  | { readonly kind: "text-lists"; readonly lists: readonly ListName[] };

/** The default page size of BigCommerce's lists, beyond which the sample read nothing. */
const samplePageSize = 50;

/** An order as the store has it, and its lists. */
export interface LiveOrder {
  readonly order: Order;
  readonly snapshot: OrderSnapshot;
}

export const findingsIn = (
  sample: SampleOrder,
  live: LiveOrder,
  statuses: AcknowledgedStatuses,
): SampleFinding[] => {
  const truncated = truncatedLists(sample, live.snapshot);
  const evidence = reopenedEvidence(sample, live.order, statuses);
  const fields = staleFields(sample, live, new Set(truncated.map(({ list }) => list)));
  const texts = listNames.filter((name) => sample.lists[name].isText);
  return [
    ...truncated,
    ...(fields.length > 0
      ? [{ kind: "stale" as const, storedVersion: sample.modifiedAt, fields }]
      : []),
    ...(evidence.length > 0 ? [{ kind: "reopened" as const, evidence }] : []),
    ...(texts.length > 0 ? [{ kind: "text-lists" as const, lists: texts }] : []),
  ];
};

const truncatedLists = ({ lists }: SampleOrder, snapshot: OrderSnapshot) =>
  listNames
    .filter(
      (name) => lists[name].length === samplePageSize && snapshot[name].length > samplePageSize,
    )
    .map((list) => ({
      kind: "truncated" as const,
      list,
      stored: samplePageSize,
      inStore: snapshot[list].length,
    }));

/** The acknowledgement itself changes the version, and none of the compared fields. */
const staleFields = (
  sample: SampleOrder,
  { order, snapshot }: LiveOrder,
  truncated: ReadonlySet<ListName>,
): readonly string[] => {
  if (sample.modifiedAt >= toIso(order.date_modified)) return [];
  const { billing_address: billing } = snapshot.order;
  const addresses = addressTexts(billing, snapshot.shippingAddresses);
  const lists = listNames.filter(
    (name) => !truncated.has(name) && sample.lists[name].length !== snapshot[name].length,
  );
  const areMoved =
    !truncated.has("shippingAddresses") && addresses.join("\n\n") !== sample.addresses.join("\n\n");
  return [
    ...changedFields(sample.fields, order),
    ...lists,
    ...(areMoved && !lists.includes("shippingAddresses") ? ["addresses"] : []),
  ];
};

/** Statuses from which nothing is to be shipped, or not yet. The sample took orders from each of them. */
const neverToShip: ReadonlySet<number> = new Set([
  Status.Shipped,
  Status.PartiallyShipped,
  Status.Refunded,
  Status.Cancelled,
  Status.Declined,
  Status.ManualVerificationRequired,
  Status.Disputed,
  Status.PartiallyRefunded,
]);

const wasNotToShip = ({ status_id, order_is_digital }: OrderStatus): boolean =>
  neverToShip.has(status_id) || (status_id === Status.Completed && !order_is_digital);

const reopenedEvidence = (
  sample: SampleOrder,
  order: Order,
  { physicalStatusId, digitalStatusId }: AcknowledgedStatuses,
): readonly string[] => {
  if (![physicalStatusId, digitalStatusId].includes(order.status_id)) return [];
  const taken = { status_id: sample.statusId, order_is_digital: sample.isDigital };
  return [
    ...(wasNotToShip(taken) ? [`${describeStatus(taken.status_id)} when the sample took it`] : []),
    ...shipmentEvidence(order),
    ...refundEvidence(order),
  ];
};

/** What shows that an order was shipped, whatever its status says. */
export const shipmentEvidence = (order: object): readonly string[] => {
  const { date_shipped: shippedAt, items_shipped: shipped } = order as Readonly<
    Record<string, unknown>
  >;
  return [
    ...(typeof shippedAt === "string" && shippedAt !== "" ? ["it has a date of shipment"] : []),
    ...(amountOf(shipped) > 0 ? [`${amountOf(shipped)} of its items were shipped`] : []),
  ];
};

const refundEvidence = ({ refunded_amount, payment_status }: Order): readonly string[] => {
  const isRefunded =
    amountOf(refunded_amount) > 0 ||
    /refunded$/i.test(typeof payment_status === "string" ? payment_status : "");
  return isRefunded ? ["its payment was refunded"] : [];
};
