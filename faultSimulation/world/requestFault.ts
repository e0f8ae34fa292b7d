import type { FaultRule, Fault as StoreFault } from "../../simulator/api/faults";
import type { Random } from "../../simulator/seededRandom";
import { hourMs } from "../engine/durations";
import type { FaultInjector } from "./faultInjector";
import type { Fault } from "./faults";

/** A fault of the store or the network that hits one request. */
export interface RequestFault {
  readonly fault: Fault;
  /** Absent when the request never arrives. */
  readonly rule?: FaultRule;
}

/** `now` is the time of the store's clock. */
type DrawRule = (random: Random, now: number) => FaultRule | undefined;

const once = (fault: StoreFault, afterEffect = false): FaultRule => ({ fault, afterEffect });

/** A 503 whose `Retry-After` holds seconds, a date, or nonsense. */
const pause = (random: Random): StoreFault => {
  const asked = random.pick(["1", "30", "600", "Wed, 21 Oct 2099 07:28:00 GMT", "soon", "-1", ""]);
  return { kind: "status", status: random.pick([503, 509]), headers: { "retry-after": asked } };
};

/** A response, or a refusal, with a header that no server should send. */
const absurdHeaders = (random: Random): StoreFault => {
  const value = random.pick(["1e15", "1e308", "-1", "NaN", "0", "9007199254740993", ""]);
  const headers = {
    [random.pick([
      "x-rate-limit-time-reset-ms",
      "x-rate-limit-requests-left",
      "x-rate-limit-requests-quota",
      "x-retry-after",
      "retry-after",
    ])]: value,
  };
  return random.chance(0.5)
    ? { kind: "headers", headers }
    : { kind: "status", status: random.pick([429, 503]), headers };
};

/** The usual response with an empty `Date`, with nonsense, or with the date of a server whose clock is wrong. */
const absurdDate = (random: Random, now: number): StoreFault => {
  const instant = random.pick([0, Date.UTC(2099, 0, 1), now + 24 * hourMs, now - 24 * hourMs]);
  const date = random.pick(["", "soon", ...Array<string>(3).fill(new Date(instant).toUTCString())]);
  return { kind: "headers", headers: { date } };
};

const redirect = (random: Random): StoreFault => ({
  kind: "status",
  status: random.pick([301, 302, 307, 308]),
  headers: { location: "https://maintenance.example.com/?from=api" },
});

const requestFaults: readonly (readonly [Fault, DrawRule])[] = [
  [
    "store returned 5xx",
    (random) => once({ kind: "status", status: random.pick([500, 502, 503, 504, 408]) }),
  ],
  [
    "store returned an HTML page",
    (random) => once({ kind: "status", status: random.pick([500, 503, 520]), html: true }),
  ],
  ["store overloaded", () => once({ kind: "overload" })],
  ["store slow", (random) => once({ kind: "slow", ms: random.integer(500, 12_000) })],
  ["store asked for a pause", (random) => once(pause(random))],
  ["store sent absurd headers", (random) => once(absurdHeaders(random))],
  [
    "store returned a stray 404",
    (random) => once({ kind: "status", status: 404, html: random.chance(0.5) }),
  ],
  ["store sent an absurd date", (random, now) => once(absurdDate(random, now))],
  ["request lost", () => undefined],
  ["connection reset", () => once({ kind: "reset" })],
  ["connection reset after effect", () => once({ kind: "reset" }, true)],
  ["response hung", () => once({ kind: "hang" })],
  ["response hung after effect", () => once({ kind: "hang" }, true)],
  ["response truncated", () => once({ kind: "truncate" })],
  ["response with a byte order mark", () => once({ kind: "byteOrderMark" })],
  ["request redirected", (random) => once(redirect(random))],
];

/** Draws the fault of one request, if any: the first in the list that is injected. */
export const drawRequestFault = (
  faultInjector: FaultInjector,
  random: Random,
  now: number,
): RequestFault | undefined => {
  const drawn = requestFaults.find(([fault]) => faultInjector.injects(fault));
  return drawn && { fault: drawn[0], rule: drawn[1](random, now) };
};
