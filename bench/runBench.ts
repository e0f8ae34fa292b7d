import { type Backlog } from "./backlog/calmStage";
import { backlogFigures } from "./backlog/backlogFigures";
import { drainBacklog } from "./backlog/drainBacklog";
import { drainStraightforwardly } from "./backlog/drainStraightforwardly";
import { pollCosts, pollFigures } from "./backlog/pollFigures";
import { type Results, toResults } from "./results";
import { measureStore } from "./store/measureStore";
import { storeFigures } from "./store/storeFigures";

const backlog: Backlog = { newOrders: 1_000, seed: 1 };

/** Measures everything, one thing after the other; `tell` is called with what comes next. */
export const runBench = async (tell: (text: string) => void): Promise<Results> => {
  tell("Draining a backlog of 1,000 orders, on the virtual clock");
  const service = await drainBacklog(backlog);
  const baseline = await drainStraightforwardly(backlog);
  tell("Polling stores of up to 100,000 orders");
  const costs = await pollCosts();
  tell("Measuring the simulated store with 100,000 orders");
  const store = await measureStore(100_000);
  return toResults([
    ...backlogFigures({ service, baseline }),
    ...pollFigures(costs),
    ...storeFigures(store),
  ]);
};
