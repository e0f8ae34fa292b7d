/** Who is called by an invocation, and can see it die before or after. */
const calledPorts = [
  "records",
  "jobs",
  "queue",
  "events",
  "ownEvents",
  "consumer",
  "alerts",
  "secrets",
  "store",
] as const;
export type CalledPort = (typeof calledPorts)[number];

export const crashes = calledPorts.flatMap(
  (port) => [`killed before ${port}`, `killed after ${port}`] as const,
);

/** Everything that goes wrong, or is done to the service, in a simulated run. */
export const faults = [
  ...crashes,
  "death noticed at once",
  "death noticed at the time-out",
  "AWS call failed",
  "AWS answer lost",
  "AWS call repeated",
  "message batch partly refused",
  "message delivered twice",
  "message delayed",
  "messages reordered",
  "deletion lost",
  "old messages sent anew",
  "poison message",
  "webhook dropped",
  "webhook repeated",
  "webhook delayed",
  "webhook not answered",
  "webhook forged",
  "webhook of an unknown order",
  "webhook switched off",
  "webhook given another secret",
  "webhook deleted",
  "poll started twice",
  "poll tried again",
  "container replaced",
  "store answered 5xx",
  "store answered a page of HTML",
  "store overloaded",
  "store slow",
  "request lost on its way",
  "connection reset",
  "connection reset after effect",
  "answer hung",
  "answer hung after effect",
  "answer truncated",
  "quota used up",
  "quota used up, no headers",
  "noisy neighbour",
  "small quota",
  "token rotated",
  "old token refused",
  "outage",
  "outage of 48 hours",
  "staff edited",
  "staff edited twice in a second",
  "staff sent a message",
  "staff refunded",
  "staff cancelled",
  "staff shipped",
  "staff archived",
  "staff re-opened",
  "staff acknowledged by hand",
  "staff acted between reading and writing",
  "shopper paid late",
  "shopper left",
] as const;
export type Fault = (typeof faults)[number];

/** How often each was in fact injected. */
export type FaultCounts = Readonly<Record<Fault, number>>;

export const noFaults = (): Record<Fault, number> =>
  Object.fromEntries(faults.map((fault) => [fault, 0])) as Record<Fault, number>;

export const addFaults = (one: FaultCounts, other: FaultCounts): FaultCounts =>
  Object.fromEntries(faults.map((fault) => [fault, one[fault] + other[fault]])) as Record<
    Fault,
    number
  >;
