import type { HistoryIndex } from "./indexHistory";
import { checkCompletions } from "./checkCompletions";
import { checkLostUpdates } from "./lostUpdates";
import { checkQueue } from "./checkQueue";
import { checkRecords } from "./checkRecords";
import { checkRecordWrites } from "./checkRecordWrites";
import { checkRequests } from "./checkRequests";
import { checkRepeatedWrites, checkStatusWrites } from "./checkStatusWrites";
import type { Violation } from "./violation";

/**
 * What a run broke of what the product promises. Written from the promises and from what passed
 * over the wires; it calls none of the service's own decisions.
 */
export const checkInvariants = (file: HistoryIndex): Violation[] => [
  ...checkStatusWrites(file),
  ...checkRepeatedWrites(file.world),
  ...checkLostUpdates(file),
  ...checkRecordWrites(file),
  ...checkCompletions(file),
  ...checkRequests(file.world),
  ...checkQueue(file.world),
  ...checkRecords(file.world),
];
