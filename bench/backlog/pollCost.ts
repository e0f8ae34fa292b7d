import type { Setup } from "../../faultSimulation/world/setup";
import type { SimulatedStore } from "../../simulator/simulatedStore";
import { runUntilDone } from "./drainNaively";
import type { StoreRequest } from "./drainResult";
import { faultFreeSetup } from "./faultFreeSetup";
import { pollNaively } from "./naiveBaseline";
import { recordingClient } from "./recordingClient";

export interface StoreContents {
  readonly open: number;
  readonly finished: number;
}

/** Requests of one poll, by the service and by the naive baseline. */
export interface PollCost extends StoreContents {
  readonly requests: number;
  readonly baseline: number;
}

const dayMs = 86_400_000;
const yearMinutes = 365 * 24 * 60;
const newStatuses = [7, 10, 11];
/** Shipped, and Completed, which is also the status of new digital orders. */
const finalStatuses = [2, 10] as const;

/** Relies on ids without gaps: listing summaries of 100,000 orders would be slow. */
const finishAll = (store: SimulatedStore): void => {
  const [newest] = store.latestOrders(1);
  const last = newest?.id ?? 0;
  for (let id = last - store.size() + 1; id <= last; id += 1)
    if (newStatuses.includes(store.history(id).at(-1)?.to ?? 0))
      store.setStatus(id, finalStatuses[id % 2] ?? finalStatuses[0]);
};

/** Orders finished over a year, the last of them a day ago, and open orders of today. */
const setupWith = async ({ open, finished }: StoreContents): Promise<Setup> => {
  const setup = faultFreeSetup({ seed: 1, orders: finished, spanMinutes: yearMinutes });
  const { store, clock } = setup;
  finishAll(store);
  await clock.runUntil(clock.now() + dayMs);
  for (let n = 0; n < open; n += 1) store.place({ kind: "physical", lines: 1 });
  return setup;
};

export const pollCost = async (contents: StoreContents): Promise<PollCost> => {
  const setup = await setupWith(contents);
  const { store, clock, service, history } = setup;
  await runUntilDone(setup, service.pollOrders.invoke({}));
  const baseline: StoreRequest[] = [];
  const send = recordingClient(setup, baseline);
  await runUntilDone(setup, pollNaively({ send, wait: clock.wait }));
  store.close();
  return {
    ...contents,
    requests: history.exchanges.length,
    baseline: baseline.filter(({ status }) => status !== 429).length,
  };
};
