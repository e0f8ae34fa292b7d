import type { SimulationContext } from "../../faultSimulation/engine/simulationContext";
import { noTrace } from "../../faultSimulation/engine/trace";
import { virtualClock } from "../../faultSimulation/engine/virtualClock";
import { startEventSourceMapping } from "../../faultSimulation/service/eventSourceMapping";
import { registerWebhooks, scopesOf, webhookUrl } from "../../faultSimulation/service/webhooks";
import { noFaults } from "../../faultSimulation/world/faults";
import type { Scenario } from "../../faultSimulation/world/scenario";
import { secrets, setUp, type Setup } from "../../faultSimulation/world/setup";
import type { WebhookSender } from "../../simulator/hooks/webhookSender";
import { seededRandom } from "../../simulator/seededRandom";
import type { SimulatedStore } from "../../simulator/simulatedStore";

const hourMs = 3_600_000;

const scenario: Scenario = {
  seed: 1,
  start: Date.UTC(2026, 10, 21, 9),
  orders: 0,
  initialOrders: 0,
  hours: 0,
  acknowledge: "on",
  startFrom: "",
  followChanges: true,
  hasWebhooks: true,
  pollIntervalMinutes: 120,
  outage: undefined,
  brokenOrder: undefined,
  behaviour: {},
  storeAheadMs: 0,
};

/** A context without faults: only staff acts between a read and a write, where a test says so. */
const faultFreeContext = (): SimulationContext => ({
  clock: virtualClock(scenario.start),
  random: seededRandom(scenario.seed, 903),
  trace: noTrace,
  faultInjector: {
    injects: (fault) => fault === "staff acted between read and write",
    intensity: () => "none",
    counts: noFaults(),
    count: () => undefined,
    setIntensity: () => undefined,
    spareReceiveCountUntil: () => undefined,
  },
});

export interface FaultFreeService extends Setup {
  readonly advanceHours: (count: number) => Promise<void>;
  /** One poll, and ten minutes for its messages. */
  readonly poll: () => Promise<void>;
  readonly isAcknowledged: (orderId: number) => boolean;
  /** Sends a request to the webhook URL. */
  readonly post: WebhookSender;
  readonly destination: string;
}

/**
 * The whole service over ports in memory, beside a simulated store, on a virtual clock. `intercept` wraps
 * the sender of the store's webhooks; `staffActs` while a status change is on its way to the store.
 */
export const faultFreeService = (
  intercept: (post: WebhookSender, clock: SimulationContext["clock"]) => WebhookSender = (post) =>
    post,
  staffActs: (store: SimulatedStore, orderId: number) => void = () => undefined,
): FaultFreeService => {
  const context = faultFreeContext();
  const { clock } = context;
  const post: WebhookSender = (request, timeoutMs) => setup.receiver(request, timeoutMs);
  const sendWebhook = intercept(post, clock);
  const setup = setUp(context, scenario, {
    interference: {
      isOutage: () => false,
      isQuotaContended: () => false,
      interfere: (orderId) => staffActs(setup.store, orderId),
    },
    store: { sendWebhook },
  });
  const { store, service, cloud } = setup;
  registerWebhooks(store, scopesOf(scenario), secrets.webhookSecret);
  startEventSourceMapping({ ...setup, processOrders: service.processOrders });
  const advanceHours = (count: number) => clock.runUntil(clock.now() + count * hourMs);
  return {
    ...setup,
    advanceHours,
    post: sendWebhook,
    destination: webhookUrl,
    async poll() {
      void service.pollOrders.invoke({});
      await advanceHours(1 / 6);
    },
    isAcknowledged: (id) =>
      cloud.records.rows.get(id)?.state === "acknowledged" && store.order(id)?.status_id === 9,
  };
};
