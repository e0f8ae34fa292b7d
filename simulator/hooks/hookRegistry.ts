import type { Clock } from "../clock";
import type { Hook } from "./hook";

/** BigCommerce deactivates a hook after 90 days without events. */
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
  /** The hooks of one API account; each account sees only its own. */
  readonly byAccount: (clientId: string) => readonly Hook[];
  readonly find: (id: number) => Hook | undefined;
  readonly add: (hook: NewHook) => Hook;
  readonly remove: (hook: Hook) => void;
  /** Sets the state on behalf of the owner, and restarts the 90 days. */
  readonly setActive: (hook: Hook, isActive: boolean) => void;
  /** Deactivates on behalf of BigCommerce. */
  readonly deactivate: (hook: Hook, reason: string) => void;
}

export interface HookRegistryParts {
  readonly clock: Clock;
  /** BigCommerce sends an e-mail when it deactivates a hook. */
  readonly sendMail: (clientId: string, subject: string) => void;
}

const firstHookId = 26_000_001;

export const hookRegistry = ({ clock, sendMail }: HookRegistryParts): HookRegistry => {
  const hooks = new Map<number, Hook>();
  let nextId = firstHookId;
  const deactivate = (hook: Hook, reason: string): void => {
    hook.isActive = false;
    hook.isDeactivated = true;
    hook.updatedAt = clock.now();
    sendMail(hook.clientId, `Webhook ${hook.id} (${hook.scope}) was deactivated: ${reason}`);
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
