import { seededRandom } from "../../simulator/seededRandom";
import { hourMs } from "../engine/durations";
import type { SimulationContext } from "../engine/simulationContext";
import { createTrace, noTrace } from "../engine/trace";
import { virtualClock } from "../engine/virtualClock";
import { startEventSourceMapping } from "../service/eventSourceMapping";
import { startPollSchedule } from "../service/pollSchedule";
import { storeHash } from "../service/service";
import { registerWebhooks, scopesOf, webhookUrl } from "../service/webhooks";
import { createFaultInjector, varyIntensity } from "./faultInjector";
import { type FaultSchedule, scheduleFaults } from "./faultSchedule";
import type { Scenario } from "./scenario";
import { type Interference, secrets, setUp, type Setup } from "./setup";
import { staffAct, startWorkload } from "./workload";

/** A setup with its workload and faults scheduled. */
export interface World extends Setup {
  readonly faultSchedule: FaultSchedule;
  readonly stopPolling: () => void;
}

const createContext = ({ seed, start }: Scenario, isTraced: boolean): SimulationContext => {
  const clock = virtualClock(start);
  const random = seededRandom(seed, 901);
  const trace = isTraced ? createTrace(clock) : noTrace;
  return { clock, random, faultInjector: createFaultInjector(random, clock.now), trace };
};

/** Builds a world and schedules its first events; nothing happens until the clock runs. */
export const createWorld = (scenario: Scenario, isTraced: boolean): World => {
  const context = createContext(scenario, isTraced);
  const until = scenario.start + scenario.hours * hourMs;
  const interference: Interference = {
    isOutage: () => faultSchedule.isOutage(),
    isQuotaContended: () => faultSchedule.isQuotaContended(),
    interfere: (orderId) => staffAct(setup, orderId),
  };
  const setup: Setup = setUp(context, scenario, { interference });
  const { store, service, receiver } = setup;
  registerWebhooks(store, scopesOf(scenario), secrets.webhookSecret);
  const post = (body: string, headers: Readonly<Record<string, string>>) =>
    receiver({ url: webhookUrl, headers, body }, 10_000).catch(() => 0);
  const faultSchedule: FaultSchedule = scheduleFaults(
    { ...setup, ...secrets, post, storeHash },
    until,
  );
  varyIntensity(context, until);
  startWorkload(setup, until);
  startEventSourceMapping({ ...setup, processOrders: service.processOrders });
  const { pollIntervalMinutes: intervalMinutes } = scenario;
  const { pollOrders } = service;
  const stopPolling = startPollSchedule({ ...context, pollOrders, intervalMinutes });
  return { ...setup, faultSchedule, stopPolling };
};
