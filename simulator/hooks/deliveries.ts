import type { JsonObject } from "../json";
import type { Random } from "../seededRandom";
import { attemptDelivery, type AttemptParts } from "./attemptDelivery";
import { type Blocklist, blocklist as blocklistOf } from "./blocklist";
import { type Delivery, deliveryLog } from "./delivery";
import { deliveryExceptions } from "./deliveryExceptions";
import { type Hook, matchesScope } from "./hook";
import { pendingWork } from "./pendingWork";
import { type EventOrigin, webhookEvent, type WebhookEvent } from "./webhookEvent";

/** Faults between BigCommerce and a receiver, each with its probability, 0 to 1. */
export interface DeliveryFaults {
  readonly drop?: number;
  readonly duplicate?: number;
  /** Delayed by up to 30 s, so that later events overtake it. */
  readonly reorder?: number;
}

export interface DeliveriesParts extends Omit<AttemptParts, "blocklist" | "raise"> {
  readonly origin: EventOrigin;
  readonly random: Random;
}

export interface Deliveries {
  readonly emit: (scope: string, data: JsonObject) => void;
  /** Newest first, at most a thousand. */
  readonly latest: () => readonly Delivery[];
  readonly setFaults: (faults: DeliveryFaults) => void;
  /** Resolves when no first attempt is pending; retries may still be scheduled. */
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

/** Sends one event to one hook, subject to the faults. */
const dispatcher = (
  parts: AttemptParts & { readonly random: Random },
  faults: () => DeliveryFaults,
) => {
  const { clock, random } = parts;
  const log = deliveryLog();
  const work = pendingWork();
  const dispatch = (hook: Hook, event: WebhookEvent): void => {
    const delivery = newDelivery(hook, event, clock.now());
    log.add(delivery);
    if (random.chance(faults().drop ?? 0)) {
      delivery.state = "dropped";
      return;
    }
    const delayMs = random.chance(faults().reorder ?? 0) ? random.integer(1, maxReorderDelayMs) : 0;
    if (delayMs === 0) work.begin();
    clock.schedule(clock.now() + delayMs, async () => {
      await attemptDelivery(parts, { hook, event, delivery });
      if (delayMs === 0) work.end();
    });
  };
  return { dispatch, log, work };
};

export const deliveries = (parts: DeliveriesParts): Deliveries => {
  const { clock, hooks, behaviour, random, origin } = parts;
  let faults: DeliveryFaults = {};
  let events = 0;
  const blocklist = blocklistOf(clock);
  const raise = deliveryExceptions(clock, (scope, data) => emit(scope, data));
  const { dispatch, log, work } = dispatcher({ ...parts, blocklist, raise }, () => faults);
  const isReceiving = (hook: Hook): boolean =>
    hook.isActive && clock.now() >= hook.createdAt + behaviour.hookActivationDelayMs;
  const emit = (scope: string, data: JsonObject): void => {
    const receiving = hooks.all().filter((hook) => matchesScope(hook, scope) && isReceiving(hook));
    if (receiving.length === 0) return;
    const event = webhookEvent(origin, scope, data, { at: clock.now(), number: (events += 1) });
    for (const hook of receiving) {
      hook.lastEventAt = clock.now();
      dispatch(hook, event);
      if (random.chance(faults.duplicate ?? 0)) dispatch(hook, event);
    }
  };
  return {
    emit,
    latest: log.latest,
    setFaults: (changed) => void (faults = changed),
    settled: work.settled,
    blocklist,
  };
};
