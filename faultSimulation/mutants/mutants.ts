/** A fault planted in the service, to see that somebody notices. */
export interface Mutant {
  /** What the service then does wrong. */
  readonly fault: string;
  readonly file: string;
  /** Text that must stand in the file once. */
  readonly search: string;
  readonly replace: string;
  /** Tests that notice what the simulation cannot see, because it does without the adapter or the size, or sees in one seed of hundreds. */
  readonly tests?: readonly string[];
}

const order = "handlers/processing/applyDecision.ts";
const api = "adapters/bigCommerce.ts";

/** Each rule of the product broken in turn. */
export const mutants: readonly Mutant[] = [
  {
    fault: "decides on the first reading, whatever its age",
    file: "domain/freshness.ts",
    search: "readAt.getTime() + freshForMs",
    replace: "readAt.getTime() + freshForMs * 1_000",
  },
  {
    fault: "writes the status of any order",
    file: "domain/status.ts",
    search: "newOrderStatusIds.includes(order.status_id) &&",
    replace: "order.status_id > 1 &&",
  },
  {
    fault: "takes a finished physical order for new",
    file: "domain/status.ts",
    search: "(order.status_id !== Status.Completed || order.order_is_digital);",
    replace: "order.status_id !== 99;",
  },
  {
    fault: "acknowledges again what returned to a new status",
    file: "domain/replication.ts",
    search: `if (row?.state === "acknowledged") return`,
    replace: `if (row?.state === "acknowledged" && order.is_deleted) return`,
  },
  {
    fault: "acknowledges before storing",
    file: order,
    search: "  const claim = toClaim(work, statusId);\n",
    replace:
      "  const claim = toClaim(work, statusId);\n  await store.setStatus(orderId, statusId);\n",
  },
  {
    fault: "says acknowledged before the store did",
    file: order,
    search: "  const answer = await store.setStatus(",
    replace:
      "  await records.confirm(toOwnReading(reading.order, reading.readAt.toISOString()), claim);\n" +
      "  const answer = await store.setStatus(",
  },
  {
    fault: "counts an unanswered PUT as success",
    file: order,
    search: `if (answer.kind === "unanswered") return { kind: "look again", because: answer.failure };`,
    replace: `if (answer.kind === "unanswered") return done;`,
  },
  {
    fault: "takes an answer that shows staff's changes for the end",
    file: "domain/lostUpdate.ts",
    search: "if (changed.length === 0) return undefined;",
    replace: "if (changed.length >= 0) return undefined;",
    tests: ["test/handlers/processing/alertLostUpdate.test.ts"],
  },
  {
    fault: "tells nobody of a refund that it hides",
    file: "domain/lostUpdate.ts",
    search: "return setback === undefined ? undefined :",
    replace: "return setback !== order.id ? undefined :",
    tests: ["test/handlers/processing/alertLostUpdate.test.ts"],
  },
  {
    fault: "tells nobody of a cancellation that its status replaced",
    file: "handlers/processing/skipUpToDate.ts",
    search: "if (overwritten) await tellOverwritten(message, overwritten);",
    replace: "if (overwritten && !row) await tellOverwritten(message, overwritten);",
  },
  {
    fault: "claims for less time than a PUT can take",
    file: "domain/freshness.ts",
    search: "const claimMs = freshForMs + 15_000 + 5_000;",
    replace: "const claimMs = 50;",
  },
  {
    fault: "does not wait for somebody else's claim",
    file: "domain/replication.ts",
    search: "if (row?.claimedUntil && isOthersClaim(row, by))",
    replace: "if (row?.claimedUntil && isOthersClaim(row, by) && order.is_deleted)",
    tests: ["test/domain/replication.test.ts"],
  },
  {
    fault: "drops the condition of the claim",
    file: "adapters/orderTable.ts",
    search: "#state <> :acknowledged AND ${isUnclaimed} AND ${isNewest}",
    replace: "#state <> :acknowledged AND (attribute_exists(id) OR ${isUnclaimed}) AND ${isNewest}",
    tests: ["test/adapters/orderTable.test.ts"],
  },
  {
    fault: "lets an older version win",
    file: "adapters/orderTable.ts",
    search: `"(modifiedAt < :modifiedAt OR modifiedAt = :modifiedAt AND readAt <= :readAt)"`,
    replace: `"(modifiedAt <> :readAt OR readAt <> :readAt)"`,
    tests: ["test/adapters/orderTable.test.ts"],
  },
  {
    fault: "stores nothing newer of an acknowledged order",
    file: order,
    search: "const newer = await records.save(await readWhole(store, reading));",
    replace: "const newer = false && (await records.save(await readWhole(store, reading)));",
  },
  {
    fault: "reads only the first page of an order's lines",
    file: api,
    search: "if (listed.length < defaultPageSize || parts.size === known || isLast)",
    replace: "if (listed.length >= 0 || isLast)",
    tests: ["test/adapters/bigCommerce.test.ts"],
  },
  {
    fault: "takes lists that are gone for empty ones",
    file: api,
    search: "if (!answer.found) throw new Failure(",
    replace: "if (answer.date && !answer.found) throw new Failure(",
    tests: ["test/handlers/processing/readOrders.test.ts"],
  },
  {
    fault: "sends a status on a reading that grew old meanwhile",
    file: "adapters/storeClient.ts",
    search: "if (notAfter && now() > notAfter) throw",
    replace: "if (!notAfter && now() > deadline) throw",
    tests: ["test/adapters/storeClient.test.ts"],
  },
  {
    fault: "takes 204 for trouble",
    file: "domain/storeResponse.ts",
    search: "if (status === 204)",
    replace: "if (status === 299)",
  },
  {
    fault: "sends the PUT as a GET",
    file: api,
    search: `method: "PUT",`,
    replace: `method: "GET",`,
  },
  {
    fault: "puts more than the status",
    file: api,
    search: "body: { status_id: statusId } },",
    replace: `body: { status_id: statusId, staff_notes: "" } },`,
  },
  {
    fault: "pages orders by number",
    file: api,
    search: "min_id: minId || undefined,",
    replace: "page: minId === 0 ? 1 : 2,",
    tests: ["test/adapters/bigCommerce.test.ts", "test/defects/*.test.ts"],
  },
  {
    fault: "moves the checkpoint before queueing",
    file: "handlers/pollOrders.ts",
    search: "  const planned = planSweeps(",
    replace:
      "  if (count.storeTime) await jobs.moveCheckpoint(nextCheckpoint(run.rules, count.storeTime, {}));\n" +
      "  const planned = planSweeps(",
  },
  {
    fault: "takes a partly refused batch for sent",
    file: "adapters/orderQueue.ts",
    search: "return Failed.flatMap(({ Id }) => messages[Number(Id)] ?? []);",
    replace: "return Failed.flatMap(() => []);",
    tests: ["test/adapters/orderQueue.test.ts"],
  },
  {
    fault: "names no message that failed",
    file: "handlers/processOrders.ts",
    search: "failed.map(({ messageId }) => ({ itemIdentifier: messageId }))",
    replace: "failed.flatMap(() => [])",
  },
  {
    fault: "removes what failed of the messages that it took along",
    file: "handlers/processOrders.ts",
    search: "answers.remove(along.filter((one) => !staying.has(one)))",
    replace: "answers.remove(along)",
    tests: ["test/handlers/processing/receiveMore.test.ts"],
  },
  {
    fault: "drops messages that arrive while their order is in hand",
    file: "handlers/processing/replicateBatch.ts",
    search: "outcomes.delete(id);",
    replace: "outcomes.has(id);",
    tests: ["test/handlers/processing/receiveMore.test.ts"],
  },
  {
    fault: "waits for the quota between a reading and its writes",
    file: "handlers/processing/replicateBatch.ts",
    search: "store.isFree() && ",
    replace: "",
    tests: ["test/handlers/processing/replicateBatch.test.ts"],
  },
  {
    fault: "gives messages back for the same minute each time",
    file: "domain/retryPolicy.ts",
    search: "firstDelaySeconds * 2 ** (receives - 1)",
    replace: "firstDelaySeconds",
  },
  {
    fault: "drops poison",
    file: "handlers/processing/retryOrDeadLetter.ts",
    search: "      await deliveries.park(delivery, reason);\n",
    replace: "",
  },
  {
    fault: "lets its own claim keep an order from being marked as given up",
    file: "handlers/processing/retryOrDeadLetter.ts",
    search: "park({ id: orderId, claimId,",
    replace: `park({ id: orderId, claimId: "",`,
    tests: ["test/handlers/processing/retryOrDeadLetter.test.ts"],
  },
  {
    fault: "sets the status again of an order that was given up and then acknowledged after all",
    file: "domain/replication.ts",
    search: `state === "stored" || state === "parked"`,
    replace: `state === "stored"`,
    tests: ["test/handlers/processing/retryOrDeadLetter.test.ts"],
  },
  {
    fault: "calls an alert told before it is",
    file: "adapters/alertDedup.ts",
    search: `Item !== undefined && Item["tellingUntil"] === undefined`,
    replace: "Item !== undefined",
    tests: ["test/adapters/alertTopic.test.ts"],
  },
  {
    fault: "removes messages before people were told of what befell them",
    file: "handlers/processOrders.ts",
    search: "    await answers.raiseAlerts();\n    const along",
    replace: "    const along",
    tests: ["test/handlers/processing/receiveMore.test.ts"],
  },
  {
    fault: "forgets that an order was archived",
    file: "handlers/processing/settleMessages.ts",
    search: "records.archive(orderId, now())",
    replace: "Promise.resolve()",
  },
  {
    fault: "uses up the quota's reserve",
    file: "domain/quota.ts",
    search: "return quota.left > reserveOf(quota, reservePercent) ? 0 :",
    replace: "return quota.left > 0 * reserveOf(quota, reservePercent) ? 0 :",
  },
  {
    fault: "asks again at once after a 429 without headers",
    file: "domain/backoff.ts",
    search: "return backoffMs(attempt, random);\n",
    replace: "return 0;\n",
  },
  {
    fault: "tries again at once after a write that got no answer",
    file: "adapters/storeClient.ts",
    search: `if (result.kind === "later")`,
    replace: `if (result.kind === "later" && result.failure.code === "store.throttled")`,
  },
  {
    fault: "waits for an answer as long as it takes",
    file: "adapters/storeClient.ts",
    search: "Math.min(longestRequestMs, remainingMs());",
    replace: "1_000 * Math.min(longestRequestMs, remainingMs());",
  },
  {
    fault: "goes on with a token that was rotated",
    file: "adapters/storeClient.ts",
    search: `if (first.kind !== "unauthorized") return first;`,
    replace: "if (request.path) return first;",
    tests: ["test/adapters/storeClient.test.ts"],
  },
  {
    fault: "takes every webhook for authentic",
    file: "domain/webhookVerification.ts",
    search: "if (!hasSecret(request, secrets))",
    replace: "if (!hasSecret(request, secrets) && request.body.length === 0)",
  },
  {
    fault: "takes an unsigned webhook that came before for a repeat",
    file: "domain/webhookVerification.ts",
    search: "  signed &&\n  trace?.decision",
    replace: "  trace?.decision",
    tests: ["test/domain/webhookVerification.test.ts"],
  },
  {
    fault: "leaves a spoiled webhook as it is",
    file: "handlers/polling/repairWebhooks.ts",
    search: "unwell.filter(isMendable)",
    replace: "unwell.filter((one) => !isMendable(one))",
  },
  {
    fault: "looks back no further when a webhook was unwell",
    file: "domain/sweep.ts",
    search: `hooks === "unwell" &&`,
    replace: `hooks === "unknown" &&`,
    tests: ["test/journeys/hookHealth.test.ts"],
  },
  {
    fault: "compares no webhook's change by poll",
    file: "handlers/pollOrders.ts",
    search: "if (compared) sweeps.push",
    replace: "if (compared && run.traceId === undefined) sweeps.push",
  },
  {
    fault: "takes every webhook about an acknowledged order for the echo of its own write",
    file: "domain/upToDate.ts",
    search: "return sinceOurs >= 0 && sinceOurs <= datedWithinMs;",
    replace: "return sinceOurs >= 0;",
    tests: ["test/domain/upToDate.test.ts"],
  },
];
