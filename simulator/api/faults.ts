import type { Clock } from "../clock";
import type { Random } from "../seededRandom";

export type Fault =
  /** Any status, as JSON or as an HTML page of some proxy. */
  | { readonly kind: "status"; readonly status: number; readonly html?: boolean }
  /** 429 without a single rate-limit header. */
  | { readonly kind: "overload" }
  /** The answer takes this long. */
  | { readonly kind: "slow"; readonly ms: number }
  /** No answer at all. */
  | { readonly kind: "hang" }
  /** The connection breaks. */
  | { readonly kind: "reset" }
  /** The answer stops in its middle. */
  | { readonly kind: "truncate" };

export interface FaultRule {
  readonly fault: Fault;
  /** Only this method, if given. */
  readonly method?: string;
  /** Only paths (below the store's hash, with query) that match this pattern, if given. */
  readonly path?: string;
  /** How many requests it hits before it is spent; without end if absent. */
  readonly times?: number;
  /** How many matching requests it lets pass first. */
  readonly after?: number;
  /** By seeded chance, 0 to 1. */
  readonly chance?: number;
  /** How long it lasts. */
  readonly forMs?: number;
  /** The request takes effect, only its answer suffers. */
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
  /** Arms a rule; the answer disarms it. */
  readonly add: (rule: FaultRule) => () => void;
  readonly clear: () => void;
  /** The rule that hits this request, if one does. */
  readonly match: (method: string, path: string) => FaultRule | undefined;
}

export const faults = (clock: Clock, chance: Random): Faults => {
  let armed: ArmedRule[] = [];
  const hits = (each: ArmedRule, method: string, path: string): boolean => {
    const { rule, pattern } = each;
    if ((rule.method && rule.method !== method) || (pattern && !pattern.test(path))) return false;
    if (each.matched++ < (rule.after ?? 0)) return false;
    return (
      each.triggered < (rule.times ?? Infinity) &&
      (rule.chance === undefined || chance.chance(rule.chance))
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
    match(method, path) {
      armed = armed.filter(({ until }) => until > clock.now());
      const found = armed.find((each) => hits(each, method, path));
      if (found) found.triggered++;
      return found?.rule;
    },
  };
};
