import { hourMs, minuteMs } from "../engine/durations";
import type { World } from "../world/world";
import { maxTrustedSkewMs } from "./specification";
import { formatTime, type Violation } from "./violation";

/** A later checkpoint would skip the orders up to it for good, whatever the store's clock says. */
export const checkCheckpoints = ({ history }: World): Violation[] =>
  history.checkpointMoves
    .filter(({ at, modifiedSince, changesSince = modifiedSince }) => {
      return Math.max(modifiedSince, changesSince) > at;
    })
    .map(({ at, modifiedSince, changesSince }) => ({
      invariant: "no checkpoint is later than the service's own clock",
      at,
      expected: `at most ${formatTime(at)}`,
      actual: `${formatTime(modifiedSince)}, ${formatTime(changesSince)}`,
    }));

/** The longest that a checkpoint may lag behind its poll: overlap, trusted skew, and a retried poll. */
const maxLagMs = 30 * minuteMs;

/** Polls go on from where they ended, also at a store that dates no response. */
const stuckCheckpoint = ({ history, scenario, clock }: World): Violation[] => {
  const { acknowledge, pollIntervalMinutes, storeAheadMs } = scenario;
  const latest = history.checkpointMoves.at(-1)?.modifiedSince ?? scenario.start;
  const behindMs = Math.max(0, -storeAheadMs);
  const earliest = clock.now() - pollIntervalMinutes * minuteMs - hourMs - maxLagMs - behindMs;
  if (acknowledge === "plan" || latest >= earliest) return [];
  return [
    {
      invariant: "the checkpoint advances with the polls",
      expected: `${formatTime(earliest)} or later`,
      actual: formatTime(latest),
    },
  ];
};

/** The tolerance is that of the measurement: whole seconds, and the time of a response. */
const untrustedClock = ({ cloud, scenario }: World): Violation[] => {
  const { storeAheadMs, behaviour } = scenario;
  const isTrusted = Math.abs(storeAheadMs) <= maxTrustedSkewMs + minuteMs;
  const isShown = behaviour.dateHeader !== "absent";
  const isAlerted = cloud.alerts.sent.some(({ code }) => String(code) === "store.clockSkew");
  if (isTrusted || !isShown || isAlerted) return [];
  const invariant = "people are alerted of a clock that is not trusted";
  return [{ invariant, expected: "an alert", actual: `none of ${storeAheadMs / 1000} s` }];
};

/** What the store's clock did to the service, when the service is quiescent. */
export const checkFinalClocks = (world: World): Violation[] => [
  ...stuckCheckpoint(world),
  ...untrustedClock(world),
];
