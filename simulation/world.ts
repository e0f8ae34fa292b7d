import { random } from "../simulator/random";
import { createSimulatedStore, type SimulatedStore } from "../simulator/simulatedStore";
import { type Cloud, cloud as cloudOf } from "./cloud";
import { disturb, type Disturbances } from "./disturbances";
import { startEventSource } from "./eventSource";
import { type Evidence, noEvidence } from "./evidence";
import type { Surroundings } from "./invocation";
import { letPeopleIn, staffAct } from "./people";
import type { Scenario } from "./scenario";
import { startSchedule } from "./schedule";
import { maxReceiveCount, service, type Service, storeHash } from "./service";
import { storeWitness } from "./storeWitness";
import { timeline as timelineOf } from "./timeline";
import { virtualClock } from "./virtualClock";
import { changeWeather, weather as weatherOf } from "./weather";
import { webhookReceiver } from "./webhookReceiver";

/** The service, the store, the cloud between them, and everybody who disturbs them. */
export interface World extends Surroundings {
  readonly scenario: Scenario;
  readonly store: SimulatedStore;
  readonly cloud: Cloud;
  readonly evidence: Evidence;
  readonly disturbances: Disturbances;
  readonly stopPolling: () => void;
}

const secrets = { token: "token-0", webhookSecret: "webhook-secret-0123456789" };
const hourMs = 3_600_000;

const surroundingsOf = ({ seed, start }: Scenario): Surroundings => {
  const clock = virtualClock(start);
  const chance = random(seed, 901);
  return { clock, chance, weather: weatherOf(chance, clock.now), timeline: timelineOf(clock) };
};

const registerHook = (store: SimulatedStore): void => {
  const { status } = store.handle({
    method: "POST",
    path: `/stores/${storeHash}/v3/hooks`,
    headers: {
      "X-Auth-Token": secrets.token,
      Accept: "application/json",
      "Content-Type": "application/json",
    },
    body: JSON.stringify({
      scope: "store/cart/converted",
      destination: "https://receiver.example/cart-converted",
      is_active: true,
      headers: { "X-Webhook-Secret": secrets.webhookSecret },
    }),
  });
  if (status >= 300) throw new Error(`The store refused the hook with ${status}`);
};

/** Builds everything and sets it going; time passes when the clock is run. */
export const world = (scenario: Scenario): World => {
  const surroundings = surroundingsOf(scenario);
  const { clock } = surroundings;
  const until = scenario.start + scenario.hours * hourMs;
  const evidence = noEvidence();
  const cloud = cloudOf(surroundings, secrets, { evidence, maxReceiveCount });
  // The store calls the service and the service calls the store: one of them must come first.
  const receiveWebhook = (): Service["receiveWebhook"] => running.receiveWebhook;
  const receiver = webhookReceiver({ ...surroundings, receiveWebhook });
  const store = createSimulatedStore({
    ...{ hash: storeHash, token: secrets.token, clock, seed: scenario.seed },
    orders: scenario.openingOrders,
    behaviour: scenario.behaviour,
    sendWebhook: receiver,
  });
  registerHook(store);
  const post = (body: string, headers: Readonly<Record<string, string>>) =>
    receiver({ url: "https://receiver.example/cart-converted", headers, body }, 10_000).catch(
      () => 0,
    );
  const people = { ...surroundings, store, scenario };
  const disturbances = disturb({ ...people, ...secrets, cloud, post, storeHash }, until);
  const witness = storeWitness({
    ...{ ...surroundings, store, evidence, records: cloud.records },
    isDisturbed: disturbances.isQuotaDisturbed,
    isOutage: disturbances.isOutage,
  });
  const { isOutage } = disturbances;
  const meddle = (orderId: number) => staffAct(people, orderId);
  const running: Service = service({ ...people, cloud, evidence, witness, isOutage, meddle });
  changeWeather(surroundings, surroundings.weather, until);
  letPeopleIn(people, until);
  startEventSource({ ...surroundings, cloud, evidence, processOrders: running.processOrders });
  const { pollIntervalMinutes: everyMinutes } = scenario;
  const { pollOrders } = running;
  const stopPolling = startSchedule({ ...surroundings, pollOrders, everyMinutes });
  return { ...surroundings, scenario, store, cloud, evidence, disturbances, stopPolling };
};
