import type { Behaviour } from "./behaviour";
import { blocklist, type Blocklist } from "./blocklist";
import type { Clock } from "./clock";
import { deliveryExceptionScope, hears, type Hook } from "./hook";
import type { HookRegistry } from "./hookRegistry";
import type { JsonObject } from "./json";
import type { Random } from "./random";
import {
  signatureHeaders,
  webhookEvent,
  type EventSource,
  type WebhookEvent,
} from "./webhookEvent";
import type { WebhookSender } from "./webhookSender";

/** After each failure, the wait before the next of eleven retries; 48 h 04 m in all. */
export const retryDelaysMs = [60, 180, 300, 600, 900, 1800, 3600, 7200, 21_600, 50_400, 86_400].map(
  (seconds) => seconds * 1000,
);

export interface DeliveryAttempt {
  readonly at: number;
  /** The status answered, or why there was none. */
  readonly result: number | string;
}

export interface Delivery {
  readonly hookId: number;
  readonly scope: string;
  readonly destination: string;
  readonly data: JsonObject;
  readonly createdAt: number;
  state: "pending" | "delivered" | "failed" | "dropped";
  readonly attempts: DeliveryAttempt[];
}

/** What can go wrong between BigCommerce and a receiver, by seeded chance, 0 to 1 each. */
export interface DeliveryChances {
  readonly drop?: number;
  readonly duplicate?: number;
  /** Held back for up to half a minute, so that later events overtake it. */
  readonly reorder?: number;
}

export interface DeliveriesParts {
  readonly clock: Clock;
  readonly hooks: HookRegistry;
  readonly source: EventSource;
  readonly behaviour: Behaviour;
  readonly chance: Random;
  readonly send: WebhookSender;
  readonly secretOf: (clientId: string) => string | undefined;
  readonly mail: (clientId: string, subject: string) => void;
}

export interface Deliveries {
  readonly emit: (scope: string, data: JsonObject) => void;
  /** Newest first, at most a thousand. */
  readonly latest: () => readonly Delivery[];
  readonly disturb: (chances: DeliveryChances) => void;
  /** Resolves when no first attempt is due or under way; retries may still be ahead. */
  readonly settled: () => Promise<void>;
  readonly blocklist: Blocklist;
}

const keptDeliveries = 1000;
const longestDetourMs = 30_000;
const exceptionIntervalMs = 600_000;

const hostname = (destination: string): string => {
  try {
    return new URL(destination).hostname;
  } catch {
    return destination;
  }
};

/** Remembers deliveries, the newest only. */
const deliveryLog = () => {
  let kept: Delivery[] = [];
  return {
    add(delivery: Delivery): void {
      kept.push(delivery);
      if (kept.length > 2 * keptDeliveries) kept = kept.slice(-keptDeliveries);
    },
    latest: (): readonly Delivery[] => kept.slice(-keptDeliveries).reverse(),
  };
};

/** Lets somebody wait until nothing is under way. */
const workload = () => {
  let active = 0;
  let waiting: (() => void)[] = [];
  return {
    begin: (): void => void active++,
    end(): void {
      if (--active > 0) return;
      const done = waiting;
      waiting = [];
      for (const resolve of done) resolve();
    },
    settled: (): Promise<void> =>
      active === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve)),
  };
};

export const deliveries = (parts: DeliveriesParts): Deliveries => {
  const { clock, hooks, behaviour, chance, send } = parts;
  const domains = blocklist(clock);
  const log = deliveryLog();
  const work = workload();
  const lastException = new Map<string, number>();
  let chances: DeliveryChances = {};

  const headersFor = (hook: Hook, event: WebhookEvent): Record<string, string> => {
    const secret = behaviour.signWebhooks ? parts.secretOf(hook.clientId) : undefined;
    return {
      "content-type": "application/json",
      "user-agent": "BigCommerce-Simulator",
      ...(secret ? signatureHeaders(event, secret, clock.now()) : {}),
      ...hook.headers,
    };
  };

  const post = async (hook: Hook, event: WebhookEvent): Promise<number | string> => {
    try {
      return await send(
        { url: hook.destination, headers: headersFor(hook, event), body: event.body },
        behaviour.callbackTimeoutMs,
      );
    } catch (problem) {
      return problem instanceof Error ? problem.message : String(problem);
    }
  };

  const raise = (hook: Hook, errorCode: number, message: string): void => {
    const domain = `${hook.clientId} ${hostname(hook.destination)}`;
    const isTooSoon = clock.now() - (lastException.get(domain) ?? -Infinity) < exceptionIntervalMs;
    if (hook.scope === deliveryExceptionScope || (errorCode === 90001 && isTooSoon)) return;
    if (errorCode === 90001) lastException.set(domain, clock.now());
    emit(deliveryExceptionScope, { type: "webhook", id: hook.id, error_code: errorCode, message });
  };

  const note = (hook: Hook, result: number | string, isSuccess: boolean): void => {
    const domain = hostname(hook.destination);
    const failure = isSuccess
      ? undefined
      : typeof result === "number"
        ? `Status ${result}`
        : result;
    if (!domains.note(hook.clientId, domain, failure)) return;
    parts.mail(hook.clientId, `Domain ${domain} is blocked for 3 minutes`);
    raise(hook, 90003, `Deliveries to ${domain} are blocked for 3 minutes`);
  };

  const giveUp = (hook: Hook, delivery: Delivery): void => {
    delivery.state = "failed";
    if (hook.isActive) hooks.deactivate(hook, "deliveries failed for 48 hours");
    raise(
      hook,
      90002,
      `Attempts to deliver to ${hook.destination} are exhausted, disabling the webhook`,
    );
  };

  const retry = (hook: Hook, event: WebhookEvent, delivery: Delivery, number: number): void => {
    const delay = retryDelaysMs[number];
    if (delay === undefined) return giveUp(hook, delivery);
    clock.schedule(clock.now() + delay, () => attempt(hook, event, delivery, number + 1));
  };

  const blocked = (hook: Hook, event: WebhookEvent, delivery: Delivery, number: number): void => {
    delivery.attempts.push({ at: clock.now(), result: "blocked" });
    if (behaviour.blockedEvents === "lost") delivery.state = "dropped";
    else retry(hook, event, delivery, number);
  };

  const attempt = async (
    hook: Hook,
    event: WebhookEvent,
    delivery: Delivery,
    number: number,
  ): Promise<void> => {
    if (!hook.isActive || hooks.find(hook.id) !== hook) {
      delivery.state = "dropped";
      return;
    }
    if (domains.isBlocked(hook.clientId, hostname(hook.destination)))
      return blocked(hook, event, delivery, number);
    const at = clock.now();
    const result = await post(hook, event);
    const isSuccess = typeof result === "number" && result >= 200 && result < 300;
    delivery.attempts.push({ at, result });
    note(hook, result, isSuccess);
    if (isSuccess) {
      delivery.state = "delivered";
      return;
    }
    if (number < retryDelaysMs.length)
      raise(
        hook,
        90001,
        `Non-200 response received when delivering to ${hook.destination}, will retry`,
      );
    retry(hook, event, delivery, number);
  };

  const launch = (hook: Hook, event: WebhookEvent): void => {
    const { id, destination } = hook;
    const delivery: Delivery = {
      hookId: id,
      scope: event.scope,
      destination,
      data: event.data,
      createdAt: clock.now(),
      state: "pending",
      attempts: [],
    };
    log.add(delivery);
    if (chance.chance(chances.drop ?? 0)) {
      delivery.state = "dropped";
      return;
    }
    const detour = chance.chance(chances.reorder ?? 0) ? chance.integer(1, longestDetourMs) : 0;
    if (detour === 0) work.begin();
    clock.schedule(clock.now() + detour, async () => {
      await attempt(hook, event, delivery, 0);
      if (detour === 0) work.end();
    });
  };

  const emit = (scope: string, data: JsonObject): void => {
    const now = clock.now();
    const listening = hooks
      .all()
      .filter(
        (hook) =>
          hook.isActive &&
          hears(hook, scope) &&
          now >= hook.createdAt + behaviour.hookActivationDelayMs,
      );
    if (listening.length === 0) return;
    const event = webhookEvent(parts.source, scope, data, now);
    for (const hook of listening) {
      hook.lastEventAt = now;
      launch(hook, event);
      if (chance.chance(chances.duplicate ?? 0)) launch(hook, event);
    }
  };

  return {
    emit,
    latest: log.latest,
    disturb: (changed) => void (chances = changed),
    settled: work.settled,
    blocklist: domains,
  };
};
