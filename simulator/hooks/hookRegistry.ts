import type { Clock } from "../clock";
import type { Hook } from "./hook";

/** Silent this long, a hook is switched off. */
const idleLimitMs = 90 * 24 * 3_600_000;

export interface NewHook {
  readonly clientId: string;
  readonly scope: string;
  readonly destination: string;
  readonly headers: Hook["headers"];
  readonly isActive: boolean;
}

export interface HookRegistry {
  readonly all: () => readonly Hook[];
  /** Hooks belong to the API account that made them; others don't see them. */
  readonly byAccount: (clientId: string) => readonly Hook[];
  readonly find: (id: number) => Hook | undefined;
  readonly add: (hook: NewHook) => Hook;
  readonly remove: (hook: Hook) => void;
  /** Switched by its owner; the 90 days begin anew. */
  readonly setActive: (hook: Hook, isActive: boolean) => void;
  /** Switched off by BigCommerce. */
  readonly deactivate: (hook: Hook, why: string) => void;
}

export interface HookRegistryParts {
  readonly clock: Clock;
  /** BigCommerce writes an e-mail when it switches a hook off. */
  readonly sendMail: (clientId: string, subject: string) => void;
}

const firstHookId = 26_000_001;

export const hookRegistry = ({ clock, sendMail }: HookRegistryParts): HookRegistry => {
  const hooks = new Map<number, Hook>();
  let nextId = firstHookId;
  const deactivate = (hook: Hook, why: string): void => {
    hook.isActive = false;
    hook.isDeactivated = true;
    hook.updatedAt = clock.now();
    sendMail(hook.clientId, `Webhook ${hook.id} (${hook.scope}) was deactivated: ${why}`);
  };
  const scheduleIdleCheck = (hook: Hook): void => {
    clock.schedule(hook.lastEventAt + idleLimitMs, () => {
      if (!hooks.has(hook.id)) return;
      const isIdle = clock.now() >= hook.lastEventAt + idleLimitMs;
      if (isIdle && hook.isActive) deactivate(hook, "no events for 90 days");
      if (isIdle) hook.lastEventAt = clock.now();
      scheduleIdleCheck(hook);
    });
  };
  return {
    all: () => [...hooks.values()],
    byAccount: (clientId) => [...hooks.values()].filter((hook) => hook.clientId === clientId),
    find: (id) => hooks.get(id),
    deactivate,
    setActive: (hook, isActive) =>
      void Object.assign(hook, { isActive, isDeactivated: false, lastEventAt: clock.now() }),
    remove: ({ id }) => void hooks.delete(id),
    add(created) {
      const now = clock.now();
      const hook: Hook = {
        id: nextId++,
        ...created,
        isDeactivated: false,
        createdAt: now,
        updatedAt: now,
        lastEventAt: now,
      };
      hooks.set(hook.id, hook);
      scheduleIdleCheck(hook);
      return hook;
    },
  };
};
