import { type Hook, type HookAdmin, hooksOf, secretIn, type WantedHook } from "./hook";

/** What can be wrong with a webhook at BigCommerce. */
export type HookTrouble = "missing" | "doubled" | "switched off" | "changed" | "held back";

/** A hook as it should be; while a secret is rotated, one with the old secret is as good. */
export interface WatchedHook extends WantedHook {
  readonly previousSecret: string;
}

export interface UnwellHook {
  readonly hook: WatchedHook;
  readonly trouble: HookTrouble;
}

/** Of all hooks together; `unknown` when they could not be looked at, or none is to be there. */
export type HookHealth = "well" | "unwell" | "unknown";

/** What the store knows of hooks: its list, and what it thinks of them. */
export interface KnownHooks {
  readonly list: readonly Hook[];
  readonly admin: HookAdmin;
}

export const unwellHooks = (watched: readonly WatchedHook[], known: KnownHooks): UnwellHook[] =>
  watched.flatMap((hook) => {
    const trouble = troubleOf(hook, known);
    return trouble ? { hook, trouble } : [];
  });

const troubleOf = (wanted: WatchedHook, { list, admin }: KnownHooks): HookTrouble | undefined => {
  const [hook, ...doubles] = hooksOf(list, wanted);
  if (!hook) return "missing";
  if (doubles.length > 0) return "doubled";
  if (!hook.is_active || isOff(hook, admin)) return "switched off";
  if (!hasKnownSecret(hook, wanted)) return "changed";
  return isHeldBack(wanted, admin) ? "held back" : undefined;
};

/** The list of hooks may say that one is active which BigCommerce has given up. */
const isOff = ({ id }: Hook, { hooks_list }: HookAdmin): boolean =>
  hooks_list.some((one) => one.id === id && (one.status ?? "active") !== "active");

const hasKnownSecret = (hook: Hook, { secret, previousSecret }: WatchedHook): boolean =>
  [secret, previousSecret].some((known) => known !== "" && secretIn(hook) === known);

/** BigCommerce shuts a whole domain out for some minutes when too many deliveries fail. */
const isHeldBack = ({ destination }: WatchedHook, { blocked_domains }: HookAdmin): boolean =>
  blocked_domains.some((blocked) => hostOf(blocked.destination) === hostOf(destination));

const hostOf = (address: string): string =>
  URL.canParse(address) ? new URL(address).hostname : address;

/** A block ends by itself, and by nothing else. */
export const isMendable = ({ trouble }: UnwellHook): boolean => trouble !== "held back";

/** BigCommerce tries for 48 hours and 4 minutes to deliver an event; a hook that looks well may have failed so long. */
const silentHours = 49;

/** The last moment of which it is sure that webhooks told of it, when all of them were well at that time. */
export const lastSurelyTold = (hooksWellAt: string): string =>
  new Date(Date.parse(hooksWellAt) - silentHours * 3_600_000).toISOString();
