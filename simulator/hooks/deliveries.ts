import { blocklist as blocklistOf, type Blocklist } from "./blocklist";
import { deliveryLog, type Delivery } from "./delivery";
import { attemptDelivery, type AttemptParts } from "./attemptDelivery";
import { deliveryExceptions } from "./deliveryExceptions";
import { matchesScope, type Hook } from "./hook";
import type { JsonObject } from "../json";
import { pendingWork } from "./pendingWork";
import type { Random } from "../seededRandom";
import { webhookEvent, type EventOrigin, type WebhookEvent } from "./webhookEvent";

/** What can go wrong between BigCommerce and a receiver, by seeded chance, 0 to 1 each. */
export interface DeliveryFaults {
  readonly drop?: number;
  readonly duplicate?: number;
  /** Held back for up to half a minute, so that later events overtake it. */
  readonly reorder?: number;
}

export interface DeliveriesParts extends Omit<AttemptParts, "blocklist" | "raise"> {
  readonly origin: EventOrigin;
  readonly chance: Random;
}

export interface Deliveries {
  readonly emit: (scope: string, data: JsonObject) => void;
  /** Newest first, at most a thousand. */
  readonly latest: () => readonly Delivery[];
  readonly setFaults: (faults: DeliveryFaults) => void;
  /** Resolves when no first attempt is due or under way; retries may still be ahead. */
  readonly settled: () => Promise<void>;
  readonly blocklist: Blocklist;
}

const maxReorderDelayMs = 30_000;

const newDelivery = (
  { id, destination }: Hook,
  { scope, data }: WebhookEvent,
  createdAt: number,
): Delivery => ({
  hookId: id,
  scope,
  destination,
  data,
  createdAt,
  state: "pending",
  attempts: [],
});

/** Sends one event to one hook, unless chance loses it. */
const dispatcher = (
  parts: AttemptParts & { readonly chance: Random },
  chances: () => DeliveryFaults,
) => {
  const { clock, chance } = parts;
  const log = deliveryLog();
  const work = pendingWork();
  const dispatch = (hook: Hook, event: WebhookEvent): void => {
    const delivery = newDelivery(hook, event, clock.now());
    log.add(delivery);
    if (chance.chance(chances().drop ?? 0)) {
      delivery.state = "dropped";
      return;
    }
    const delayMs = chance.chance(chances().reorder ?? 0)
      ? chance.integer(1, maxReorderDelayMs)
      : 0;
    if (delayMs === 0) work.begin();
    clock.schedule(clock.now() + delayMs, async () => {
      await attemptDelivery(parts, { hook, event, delivery });
      if (delayMs === 0) work.end();
    });
  };
  return { launch: dispatch, log, work };
};

export const deliveries = (given: DeliveriesParts): Deliveries => {
  const { clock, hooks, behaviour, chance, origin } = given;
  let chances: DeliveryFaults = {};
  let events = 0;
  const blocklist = blocklistOf(clock);
  const raise = deliveryExceptions(clock, (scope, data) => emit(scope, data));
  const { launch, log, work } = dispatcher({ ...given, blocklist, raise }, () => chances);
  const isListening = (hook: Hook): boolean =>
    hook.isActive && clock.now() >= hook.createdAt + behaviour.hookActivationDelayMs;
  const emit = (scope: string, data: JsonObject): void => {
    const listening = hooks.all().filter((hook) => matchesScope(hook, scope) && isListening(hook));
    if (listening.length === 0) return;
    const event = webhookEvent(origin, scope, data, { at: clock.now(), number: (events += 1) });
    for (const hook of listening) {
      hook.lastEventAt = clock.now();
      launch(hook, event);
      if (chance.chance(chances.duplicate ?? 0)) launch(hook, event);
    }
  };
  return {
    emit,
    latest: log.latest,
    setFaults: (changed) => void (chances = changed),
    settled: work.settled,
    blocklist,
  };
};
