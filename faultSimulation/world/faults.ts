/** Every call to one of these ports has a crash point before and after it. */
const calledPorts = [
  "records",
  "chunks",
  "jobs",
  "queue",
  "events",
  "ownEvents",
  "missingOrders",
  "circuit",
  "consumer",
  "alerts",
  "secrets",
  "store",
] as const;
export type CalledPort = (typeof calledPorts)[number];

export const crashes = calledPorts.flatMap(
  (port) => [`crashed before ${port}`, `crashed after ${port}`] as const,
);

/** Every fault that a run can inject, and every act of people that the service must cope with. */
export const faults = [
  ...crashes,
  "crash detected at once",
  "crash detected at the timeout",
  "AWS call failed",
  "AWS response lost",
  "AWS silent",
  "AWS call repeated",
  "partial batch failure",
  "duplicate delivery",
  "message delayed",
  "messages reordered",
  "delete lost",
  "old messages replayed",
  "poison message",
  "webhook dropped",
  "webhook duplicated",
  "webhook delayed",
  "webhook timed out",
  "webhook forged",
  "webhook of an unknown order",
  "webhook of no use",
  "webhook deactivated",
  "webhook secret changed",
  "webhook deleted",
  "poll started twice",
  "poll retried",
  "container replaced",
  "store returned 5xx",
  "store returned an HTML page",
  "store overloaded",
  "store slow",
  "store asked for a pause",
  "store sent absurd headers",
  "store sent an absurd date",
  "store returned a stray 404",
  "request lost",
  "connection reset",
  "connection reset after effect",
  "response hung",
  "response hung after effect",
  "response truncated",
  "response with a byte order mark",
  "response too large",
  "request redirected",
  "quota exhausted",
  "quota exhausted, no headers",
  "noisy neighbour",
  "small quota",
  "token rotated",
  "old token rejected",
  "outage",
  "outage of 48 hours",
  "order broke every list",
  "order broke its own reads",
  "store answered 404 to everything",
  "staff edited",
  "staff edited twice in a second",
  "staff sent a message",
  "staff refunded",
  "staff cancelled",
  "staff shipped",
  "staff archived",
  "staff re-opened",
  "staff acknowledged by hand",
  "staff acted between read and write",
  "shopper paid late",
  "checkout abandoned",
] as const;
export type Fault = (typeof faults)[number];

/** How often each fault was injected. */
export type FaultCounts = Readonly<Record<Fault, number>>;

export const noFaults = (): Record<Fault, number> =>
  Object.fromEntries(faults.map((fault) => [fault, 0])) as Record<Fault, number>;

export const addFaults = (one: FaultCounts, other: FaultCounts): FaultCounts =>
  Object.fromEntries(faults.map((fault) => [fault, one[fault] + other[fault]])) as Record<
    Fault,
    number
  >;
