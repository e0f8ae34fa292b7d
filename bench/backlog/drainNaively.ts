import { isDeepStrictEqual } from "node:util";
import type { Setup } from "../../faultSimulation/world/setup";
import { askAll } from "../../faultSimulation/witness/records";
import { type Backlog, backlogSetup } from "./faultFreeSetup";
import { summarize, type DrainResult, type StoreRequest } from "./drainResult";
import { type Document, replicateNaively } from "./naiveBaseline";
import { recordingClient } from "./recordingClient";

const lists = { products: "products", shippingAddresses: "shipping_addresses", coupons: "coupons" };

const violationsIn = ({ store }: Setup, records: ReadonlyMap<number, Document>): string[] => {
  store.quota.change({ requests: 1_000_000 });
  return [...records].flatMap(([id, record]) =>
    Object.entries(lists).flatMap(([name, path]) =>
      isDeepStrictEqual(record[name], askAll(store, `${id}/${path}`))
        ? []
        : [`the record is the order, whole: order ${id}, its ${name} differ`],
    ),
  );
};

const stepMs = 1_000;

/** Lets time pass until the work is done. */
export const runUntilDone = async <T>({ clock }: Setup, work: Promise<T>): Promise<T> => {
  let isDone = false;
  const done = work.finally(() => (isDone = true));
  while (!isDone) await clock.runUntil(clock.now() + stepMs);
  return done;
};

/** The same backlog, store, quota and clock for the straightforward way. */
export const drainNaively = async (backlog: Backlog): Promise<DrainResult> => {
  const stage = backlogSetup(backlog);
  const { clock, store } = stage;
  const start = clock.now();
  const seen: StoreRequest[] = [];
  const records = new Map<number, Document>();
  const save = (id: number, record: Document) => void records.set(id, record);
  const send = recordingClient(stage, seen);
  await runUntilDone(stage, replicateNaively({ send, wait: clock.wait, save }));
  const seconds = (clock.now() - start) / 1000;
  const acknowledged = seen.filter(({ method, status }) => method === "PUT" && status === 200);
  const invariantViolations = violationsIn(stage, records);
  store.close();
  const { newOrders } = backlog;
  return {
    ...summarize(seen, start),
    newOrders,
    acknowledged: acknowledged.length,
    seconds,
    invariantViolations,
  };
};
