import { seededRandom } from "../../simulator/seededRandom";
import { scheduleFaults, type FaultSchedule } from "./faultSchedule";
import { startEventSourceMapping } from "../service/eventSourceMapping";
import { webhookUrl, registerWebhooks, scopesOf } from "../service/webhooks";
import type { SimulationContext } from "../service/invocation";
import { startWorkload, staffAct } from "./workload";
import type { Scenario } from "./scenario";
import { startPollSchedule } from "../service/pollSchedule";
import { storeHash } from "../service/service";
import { secrets, setUp, type Setup } from "./setup";
import { noTrace, createTrace } from "../engine/trace";
import { virtualClock } from "../engine/virtualClock";
import { varyIntensity, createFaultInjector as weatherOf } from "./faultInjector";

/** The service, the store, the cloud between them, and everybody who disturbs them. */
export interface World extends Setup {
  readonly faultSchedule: FaultSchedule;
  readonly stopPolling: () => void;
}

const hourMs = 3_600_000;

const surroundingsOf = ({ seed, start }: Scenario, isTraced: boolean): SimulationContext => {
  const clock = virtualClock(start);
  const random = seededRandom(seed, 901);
  const trace = isTraced ? createTrace(clock) : noTrace;
  return { clock, random, faultInjector: weatherOf(random, clock.now), trace };
};

/** Builds everything and sets it going; time passes when the clock is run. Traced, the time line is kept. */
export const createWorld = (scenario: Scenario, isTraced: boolean): World => {
  const surroundings = surroundingsOf(scenario, isTraced);
  const until = scenario.start + scenario.hours * hourMs;
  const troubles = {
    isOutage: () => faultSchedule.isOutage(),
    isQuotaContended: () => faultSchedule.isQuotaContended(),
    interfere: (orderId: number) => staffAct(stage, orderId),
  };
  const stage: Setup = setUp(surroundings, scenario, { troubles });
  const { store, service, receiver } = stage;
  registerWebhooks(store, scopesOf(scenario), secrets.webhookSecret);
  const post = (body: string, headers: Readonly<Record<string, string>>) =>
    receiver({ url: webhookUrl, headers, body }, 10_000).catch(() => 0);
  const faultSchedule: FaultSchedule = scheduleFaults(
    { ...stage, ...secrets, post, storeHash },
    until,
  );
  varyIntensity(surroundings, surroundings.faultInjector, until);
  startWorkload(stage, until);
  startEventSourceMapping({ ...stage, processOrders: service.processOrders });
  const { pollIntervalMinutes: intervalMinutes } = scenario;
  const { pollOrders } = service;
  const stopPolling = startPollSchedule({ ...surroundings, pollOrders, intervalMinutes });
  return { ...stage, faultSchedule, stopPolling };
};
