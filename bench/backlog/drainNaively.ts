import { isDeepStrictEqual } from "node:util";
import { fetchAll } from "../../faultSimulation/invariants/checkRecords";
import type { Setup } from "../../faultSimulation/world/setup";
import { type DrainResult, type StoreRequest, summarize } from "./drainResult";
import { type Backlog, backlogSetup } from "./faultFreeSetup";
import { type Document, replicateNaively } from "./naiveBaseline";
import { recordingClient } from "./recordingClient";

const lists = { products: "products", shippingAddresses: "shipping_addresses", coupons: "coupons" };

const violationsIn = ({ store }: Setup, records: ReadonlyMap<number, Document>): string[] => {
  store.quota.change({ requests: 1_000_000 });
  return [...records].flatMap(([id, record]) =>
    Object.entries(lists).flatMap(([name, path]) =>
      isDeepStrictEqual(record[name], fetchAll(store, `${id}/${path}`))
        ? []
        : [`records are complete: order ${id}, its ${name} differ`],
    ),
  );
};

const stepMs = 1_000;

/** Advances the virtual clock until the work is done. */
export const runUntilDone = async <T>({ clock }: Setup, work: Promise<T>): Promise<T> => {
  let isDone = false;
  const done = work.finally(() => (isDone = true));
  while (!isDone) await clock.runUntil(clock.now() + stepMs);
  return done;
};

/** Drains the same backlog by the naive baseline: same store, quota and clock. */
export const drainNaively = async (backlog: Backlog): Promise<DrainResult> => {
  const setup = backlogSetup(backlog);
  const { clock, store } = setup;
  const start = clock.now();
  const requests: StoreRequest[] = [];
  const records = new Map<number, Document>();
  const save = (id: number, record: Document) => void records.set(id, record);
  const send = recordingClient(setup, requests);
  await runUntilDone(setup, replicateNaively({ send, wait: clock.wait, save }));
  const seconds = (clock.now() - start) / 1000;
  const acknowledged = requests.filter(({ method, status }) => method === "PUT" && status === 200);
  const invariantViolations = violationsIn(setup, records);
  store.close();
  const { newOrders } = backlog;
  return {
    ...summarize(requests, start),
    newOrders,
    acknowledged: acknowledged.length,
    seconds,
    invariantViolations,
  };
};
