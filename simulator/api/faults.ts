import type { Clock } from "../clock";
import type { Random } from "../seededRandom";

/** By lower-case name. */
type Headers = Readonly<Record<string, string>>;

export type Fault =
  /** Any status, as JSON or as a proxy's HTML page. */
  | {
      readonly kind: "status";
      readonly status: number;
      readonly html?: boolean;
      readonly headers?: Headers;
    }
  /** The usual response with other headers, such as absurd ones. */
  | { readonly kind: "headers"; readonly headers: Headers }
  /** 429 without rate-limit headers. */
  | { readonly kind: "overload" }
  /** A delayed response. */
  | { readonly kind: "slow"; readonly ms: number }
  /** No response; the connection breaks after five minutes. */
  | { readonly kind: "hang" }
  /** A connection reset. */
  | { readonly kind: "reset" }
  /** Half of the response's body. */
  | { readonly kind: "truncate" }
  /** Half of the response's body, and a connection that breaks before the rest. */
  | { readonly kind: "cut" }
  /** A byte order mark before the response's body. */
  | { readonly kind: "byteOrderMark" };

export interface FaultRule {
  readonly fault: Fault;
  /** Any method by default. */
  readonly method?: string;
  /** A regular expression for the path after the store's hash, with query; any path by default. */
  readonly path?: string;
  /** Only reads that would return this order, in a list or alone: an order that the store cannot render. */
  readonly orderId?: number;
  /** How many requests fail; unlimited by default. */
  readonly times?: number;
  /** How many matching requests pass before the first fails. */
  readonly after?: number;
  /** The probability that a matching request fails; 1 by default. */
  readonly chance?: number;
  /** How long the rule stays armed; until disarmed by default. */
  readonly forMs?: number;
  /** Whether the request takes effect and only its response is lost. */
  readonly afterEffect?: boolean;
}

interface ArmedRule {
  readonly rule: FaultRule;
  readonly until: number;
  readonly pattern: RegExp | undefined;
  matched: number;
  triggered: number;
}

export interface Faults {
  /** Arms a rule; returns a function that disarms it. */
  readonly add: (rule: FaultRule) => () => void;
  readonly clear: () => void;
  /** The armed rule that fails this request, if any; given what it returns, the rule about one of these orders. */
  readonly match: (
    method: string,
    path: string,
    orderIds?: readonly number[],
  ) => FaultRule | undefined;
}

export const faults = (clock: Clock, random: Random): Faults => {
  let armed: ArmedRule[] = [];
  const triggers = (
    each: ArmedRule,
    method: string,
    path: string,
    orderIds: readonly number[] | undefined,
  ): boolean => {
    const { rule, pattern } = each;
    if (rule.orderId === undefined ? orderIds : !orderIds?.includes(rule.orderId)) return false;
    if ((rule.method && rule.method !== method) || (pattern && !pattern.test(path))) return false;
    if (each.matched++ < (rule.after ?? 0)) return false;
    return (
      each.triggered < (rule.times ?? Infinity) &&
      (rule.chance === undefined || random.chance(rule.chance))
    );
  };
  return {
    add(rule) {
      const until = rule.forMs === undefined ? Infinity : clock.now() + rule.forMs;
      const added = {
        rule,
        until,
        pattern: rule.path === undefined ? undefined : new RegExp(rule.path),
        matched: 0,
        triggered: 0,
      };
      armed.push(added);
      return () => void (armed = armed.filter((each) => each !== added));
    },
    clear: () => void (armed = []),
    match(method, path, orderIds) {
      armed = armed.filter(({ until }) => until > clock.now());
      const found = armed.find((each) => triggers(each, method, path, orderIds));
      if (found) found.triggered++;
      return found?.rule;
    },
  };
};
