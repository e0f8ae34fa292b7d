import type { Setup } from "../../faultSimulation/world/setup";
import type { SimulatedStore } from "../../simulator/simulatedStore";
import { faultFreeSetup } from "./faultFreeSetup";
import type { StoreRequest } from "./drainResult";
import { runUntilDone } from "./drainNaively";
import { pollNaively } from "./naiveBaseline";
import { recordingClient } from "./recordingClient";

export interface StoreContents {
  readonly open: number;
  readonly finished: number;
}

/** Requests of one poll. */
export interface PollCost extends StoreContents {
  readonly requests: number;
  readonly baseline: number;
}

const dayMs = 86_400_000;
const yearMinutes = 365 * 24 * 60;
const newStatuses = [7, 10, 11];
/** Where orders end: Shipped, or Completed, which is where the new digital ones wait. */
const finalStatuses = [2, 10] as const;

/** Ids ascend without a hole; a summary of each order would take long to write. */
const finishAll = (store: SimulatedStore): void => {
  const [newest] = store.latestOrders(1);
  const last = newest?.id ?? 0;
  for (let id = last - store.size() + 1; id <= last; id += 1)
    if (newStatuses.includes(store.history(id).at(-1)?.to ?? 0))
      store.setStatus(id, finalStatuses[id % 2] ?? finalStatuses[0]);
};

/** Orders that were finished in the course of a year, the last a day ago, and open ones of today. */
const setupWith = async ({ open, finished }: StoreContents): Promise<Setup> => {
  const stage = faultFreeSetup({ seed: 1, orders: finished, spanMinutes: yearMinutes });
  const { store, clock } = stage;
  finishAll(store);
  await clock.runUntil(clock.now() + dayMs);
  for (let n = 0; n < open; n += 1) store.place({ kind: "physical", lines: 1 });
  return stage;
};

/** What one poll of such a store takes, ours and the straightforward one. */
export const pollCost = async (holdings: StoreContents): Promise<PollCost> => {
  const stage = await setupWith(holdings);
  const { store, clock, service, evidence } = stage;
  await runUntilDone(stage, service.pollOrders.invoke({}));
  const seen: StoreRequest[] = [];
  await runUntilDone(stage, pollNaively({ send: recordingClient(stage, seen), wait: clock.wait }));
  store.close();
  return {
    ...holdings,
    requests: evidence.exchanges.length,
    baseline: seen.filter(({ status }) => status !== 429).length,
  };
};
