import { checkCheckpoints } from "./checkClocks";
import { checkCompletions } from "./checkCompletions";
import { checkQueue } from "./checkQueue";
import { checkRecords } from "./checkRecords";
import { checkRecordWrites } from "./checkRecordWrites";
import { checkRequests } from "./checkRequests";
import { checkRepeatedWrites, checkStatusWrites } from "./checkStatusWrites";
import type { HistoryIndex } from "./indexHistory";
import { checkLostUpdates } from "./lostUpdates";
import type { Violation } from "./violation";

/**
 * Checks the history of a run against the invariants. Independent of the service: the checks use the
 * specification and what passed over the network, and call no decision of the domain.
 */
export const checkInvariants = (index: HistoryIndex): Violation[] => [
  ...checkStatusWrites(index),
  ...checkRepeatedWrites(index.world),
  ...checkLostUpdates(index),
  ...checkRecordWrites(index),
  ...checkCompletions(index),
  ...checkRequests(index.world),
  ...checkQueue(index.world),
  ...checkCheckpoints(index.world),
  ...checkRecords(index.world),
];
