/** A change of the code that breaks a rule of the product. An invariant of the simulation or a test must kill the mutant. */
export interface Mutant {
  /** What the mutated service does wrong; selected by `npm run mutants -- <words>`. */
  readonly fault: string;
  readonly file: string;
  /** Text that occurs in the file exactly once. */
  readonly search: string;
  readonly replace: string;
  /** Tests that kill the mutant instead of the simulation, which lacks the adapter or the size, or meets the fault in one seed of hundreds. */
  readonly tests?: readonly string[];
}

const order = "handlers/processing/applyDecision.ts";
const api = "adapters/bigCommerce.ts";

export const mutants: readonly Mutant[] = [
  {
    fault: "decides on a stale reading",
    file: "domain/timeLimits.ts",
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
    fault: "treats a completed physical order as new",
    file: "domain/status.ts",
    search: "(order.status_id !== Status.Completed || order.order_is_digital);",
    replace: "order.status_id !== 99;",
  },
  {
    fault: "acknowledges an order again that returned to a new status",
    file: "domain/decision.ts",
    search: `if (row?.state === "acknowledged") return`,
    replace: `if (row?.state === "acknowledged" && order.is_deleted) return`,
  },
  {
    fault: "acknowledges before storing",
    file: order,
    search: "  const lease = toLease(context, statusId);\n",
    replace:
      "  const lease = toLease(context, statusId);\n  await store.setStatus(orderId, statusId);\n",
  },
  {
    fault: "records the acknowledgement before the store confirms the status",
    file: order,
    search: "  const result = await store.setStatus(",
    replace:
      "  await records.confirm(toPartialSnapshot(reading.order, reading.readAt.toISOString()), lease);\n" +
      "  const result = await store.setStatus(",
  },
  {
    fault: "treats a PUT without response as success",
    file: order,
    search: `if (result.kind === "unknown") return { kind: "stale", reason: result.failure };`,
    replace: `if (result.kind === "unknown") return done;`,
  },
  {
    fault: "ignores changes of staff in the response to the PUT",
    file: "domain/lostUpdate.ts",
    search: "if (changed.length === 0) return undefined;",
    replace: "if (changed.length >= 0) return undefined;",
    tests: ["test/handlers/processing/alertLostUpdate.test.ts"],
  },
  {
    fault: "counts the freshness of a reading from the lease",
    file: order,
    search: "freshUntil(new Date(snapshot.readAt))",
    replace: "freshUntil(lease.at)",
    tests: ["test/handlers/processing/replicateBatch.test.ts"],
  },
  {
    fault: "reads the row before the order",
    file: "handlers/processing/replicateOrder.ts",
    search:
      "const reading = await store.readOrder(id, probe);\n  const rows = await records.find([id]);\n",
    replace:
      "const rows = await records.find([id]);\n  const reading = await store.readOrder(id, probe);\n",
  },
  {
    fault: "reads rows eventually consistent",
    file: "adapters/orderTable.ts",
    search: "ConsistentRead: true, ",
    replace: "",
    tests: ["test/adapters/consistentReads.test.ts"],
  },
  {
    fault: "marks an order parked before its dead letter exists",
    file: "handlers/processing/retryOrDeadLetter.ts",
    search: "await consumer.deadLetter(received, reason);\n      await markParked(failed);",
    replace: "await markParked(failed);\n      await consumer.deadLetter(received, reason);",
    tests: ["test/handlers/processing/retryOrDeadLetter.test.ts"],
  },
  {
    fault: "forgets the quota after a response without one",
    file: "adapters/storePacing.ts",
    search: " : quota && countRequest(quota);",
    replace: " : undefined;",
    tests: ["test/adapters/storeClient.test.ts"],
  },
  {
    fault: "compares webhooks with cached secrets",
    file: "entrypoints/pollOrders.ts",
    search: "secrets: () => secrets({ fresh: true }),",
    replace: "secrets,",
    tests: ["test/journeys/webhook.test.ts"],
  },
  {
    fault: "waits without limit for AWS",
    file: "adapters/awsClientConfig.ts",
    search: "requestHandler: {",
    replace: "unused: {",
    tests: ["test/adapters/silentAws.test.ts"],
  },
  {
    fault: "reads a response of any size",
    file: "adapters/httpTransport.ts",
    search: "      size: maxBytes,\n",
    replace: "",
    tests: ["test/adapters/storeClient.test.ts"],
  },
  {
    fault: "dead-letters the orders of a window that is too large",
    file: "handlers/processing/replicateBatch.ts",
    search: `isTooLarge(views) && read.kind === "window"`,
    replace: `isTooLarge(views) && read.kind !== "window"`,
  },
  {
    fault: "overlooks a coupon that reduced shipping",
    file: "domain/listsInConsignments.ts",
    search: "  !isShippingUndiscounted(order) ||\n",
    replace: "",
  },
  {
    fault: "sends no alert of a lost refund",
    file: "domain/lostUpdate.ts",
    search: "return setback === undefined ? undefined :",
    replace: "return setback !== order.id ? undefined :",
    tests: ["test/handlers/processing/alertLostUpdate.test.ts"],
  },
  {
    fault: "sends no alert of a lost cancellation",
    file: "handlers/processing/skipUpToDate.ts",
    search: "if (lost) await alert(message, lost);",
    replace: "if (lost && !row) await alert(message, lost);",
  },
  {
    fault: "leases for less time than a PUT can take",
    file: "domain/timeLimits.ts",
    search: "const leaseMs = freshForMs + 15_000 + 5_000;",
    replace: "const leaseMs = 50;",
  },
  {
    fault: "ignores the lease of another invocation",
    file: "domain/decision.ts",
    search: "if (row?.claimedUntil && isLeasedByOther(row, context))",
    replace: "if (row?.claimedUntil && isLeasedByOther(row, context) && order.is_deleted)",
    tests: ["test/domain/decision.test.ts"],
  },
  {
    fault: "drops the condition of the lease",
    file: "adapters/orderTable.ts",
    search: "#state <> :acknowledged AND ${isUnclaimed} AND ${isNewest}",
    replace: "#state <> :acknowledged AND (attribute_exists(id) OR ${isUnclaimed}) AND ${isNewest}",
    tests: ["test/adapters/orderTable.test.ts"],
  },
  {
    fault: "lets an older version overwrite a newer one",
    file: "adapters/orderTable.ts",
    search: `"(modifiedAt < :modifiedAt OR modifiedAt = :modifiedAt AND readAt <= :readAt)"`,
    replace: `"(modifiedAt <> :readAt OR readAt <> :readAt)"`,
    tests: ["test/adapters/orderTable.test.ts"],
  },
  {
    fault: "does not refresh the record of an acknowledged order",
    file: order,
    search: "const newer = await records.save(await readFullOrder(store, reading));",
    replace: "const newer = false && (await records.save(await readFullOrder(store, reading)));",
  },
  {
    fault: "reads only the first page of an order's lines",
    file: api,
    search: "if (isShort || parts.size === known || isLast)",
    replace: "if (listed.length >= 0 || isShort)",
    tests: ["test/adapters/bigCommerce.test.ts"],
  },
  {
    fault: "treats a 404 for a list as an empty list",
    file: api,
    search: "if (!result.found) throw new Failure(",
    replace: "if (result.date && !result.found) throw new Failure(",
    tests: ["test/handlers/processing/readOrders.test.ts"],
  },
  {
    fault: "writes a status after its reading became stale",
    file: "adapters/storeClient.ts",
    search: "if (notAfter && now() > notAfter) throw",
    replace: "if (!notAfter && now() > deadline) throw",
    tests: ["test/adapters/storeClient.test.ts"],
  },
  {
    fault: "treats 204 as an error",
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
    fault: "writes more fields than the status",
    file: api,
    search: "body: { status_id: statusId } },",
    replace: `body: { status_id: statusId, staff_notes: "" } },`,
  },
  {
    fault: "pages orders by page number",
    file: api,
    search: "min_id: minId || undefined,",
    replace: "page: minId === 0 ? 1 : 2,",
    tests: ["test/adapters/bigCommerce.test.ts", "test/defects/*.test.ts"],
  },
  {
    fault: "moves the checkpoint before enqueueing",
    file: "handlers/pollOrders.ts",
    search: "  const planned = planSweeps(",
    replace:
      "  if (count.storeTime) await jobs.moveCheckpoint(nextCheckpoint(run.rules, count.storeTime, {}));\n" +
      "  const planned = planSweeps(",
  },
  {
    fault: "ignores partial failures of a batch send",
    file: "adapters/orderQueue.ts",
    search: "return Failed.flatMap(({ Id }) => messages[Number(Id)] ?? []);",
    replace: "return Failed.flatMap(() => []);",
    tests: ["test/adapters/orderQueue.test.ts"],
  },
  {
    fault: "reports no batch item failures",
    file: "handlers/processOrders.ts",
    search: "failed.map(({ messageId }) => ({ itemIdentifier: messageId }))",
    replace: "failed.flatMap(() => [])",
  },
  {
    fault: "deletes failed messages that it received by itself",
    file: "handlers/processOrders.ts",
    search: "settlement.delete(receivedLater.filter((message) => !kept.has(message)))",
    replace: "settlement.delete(receivedLater)",
    tests: ["test/handlers/processing/receiveMore.test.ts"],
  },
  {
    fault: "drops messages that arrive while their order is processed",
    file: "handlers/processing/messageBatch.ts",
    search: "outcomes.delete(orderId);",
    replace: "outcomes.has(orderId);",
    tests: ["test/handlers/processing/receiveMore.test.ts"],
  },
  {
    fault: "awaits the request budget between a reading and its writes",
    file: "handlers/processing/replicateBatch.ts",
    search: "store.canSendNow() && ",
    replace: "",
    tests: ["test/handlers/processing/replicateBatch.test.ts"],
  },
  {
    fault: "retries messages without exponential back-off",
    file: "domain/retryPolicy.ts",
    search: "firstDelaySeconds * 2 ** (receiveCount - 1)",
    replace: "firstDelaySeconds",
  },
  {
    fault: "drops poison messages",
    file: "handlers/processing/retryOrDeadLetter.ts",
    search: "      await consumer.deadLetter(received, reason);\n",
    replace: "",
  },
  {
    fault: "lets its own lease keep an order from being parked",
    file: "handlers/processing/retryOrDeadLetter.ts",
    search: "park({ id: orderId, claimId,",
    replace: `park({ id: orderId, claimId: "",`,
    tests: ["test/handlers/processing/retryOrDeadLetter.test.ts"],
  },
  {
    fault: "sets the status again of a parked order whose intent took effect",
    file: "domain/decision.ts",
    search: `state === "stored" || state === "parked"`,
    replace: `state === "stored"`,
    tests: ["test/handlers/processing/retryOrDeadLetter.test.ts"],
  },
  {
    fault: "marks an alert as sent before it is sent",
    file: "adapters/alertDedup.ts",
    search: `Item !== undefined && Item["tellingUntil"] === undefined`,
    replace: "Item !== undefined",
    tests: ["test/adapters/alertTopic.test.ts"],
  },
  {
    fault: "deletes messages before their alerts are sent",
    file: "handlers/processOrders.ts",
    search: "    await settlement.publishAlerts();\n    const receivedLater",
    replace: "    const receivedLater",
    tests: ["test/handlers/processing/receiveMore.test.ts"],
  },
  {
    fault: "forgets that an order was archived",
    file: "handlers/processing/settleMessages.ts",
    search: "records.archive(orderId, now())",
    replace: "Promise.resolve()",
  },
  {
    fault: "exhausts the quota's reserve",
    file: "domain/quota.ts",
    search: "return quota.left > reserveOf(quota, reservePercent) ? 0 :",
    replace: "return quota.left > 0 * reserveOf(quota, reservePercent) ? 0 :",
  },
  {
    fault: "retries at once after a 429 without headers",
    file: "domain/httpBackoff.ts",
    search: "return backoffMs(attempt, random);\n",
    replace: "return 0;\n",
  },
  {
    fault: "does not cool down after a write without response",
    file: "adapters/storeClient.ts",
    search: `if (outcome.kind === "retry")`,
    replace: `if (outcome.kind === "retry" && outcome.failure.code === "store.throttled")`,
  },
  {
    fault: "awaits responses without timeout",
    file: "adapters/storeClient.ts",
    search: "Math.min(longestMs(request), remainingMs());",
    replace: "1_000 * Math.min(maxRequestMs, remainingMs());",
  },
  {
    fault: "keeps using a rotated token",
    file: "adapters/storeClient.ts",
    search: `if (first.kind !== "unauthorized" || isTokenFresh) return first;`,
    replace: "if (request.path) return first;",
    tests: ["test/adapters/storeClient.test.ts"],
  },
  {
    fault: "accepts every webhook as authentic",
    file: "domain/webhookVerification.ts",
    search: "if (!hasSecret(request, secrets))",
    replace: "if (!hasSecret(request, secrets) && request.body.length === 0)",
  },
  {
    fault: "discards an unsigned webhook as a duplicate",
    file: "domain/webhookVerification.ts",
    search: "  signed &&\n  trace?.decision",
    replace: "  trace?.decision",
    tests: ["test/domain/webhookVerification.test.ts"],
  },
  {
    fault: "rounds long numbers",
    file: "domain/parseJson.ts",
    search: "mayNeedDigits.test(json) ?",
    replace: "mayNeedDigits.test(json) && json.length < 9 ?",
  },
  {
    fault: "stores numbers that DynamoDB refuses",
    file: "adapters/attributeValue.ts",
    search: `return digits === "" || (isInRange && digits.length <= maxDigits);`,
    replace: `return digits === "" || isInRange || digits.length <= maxDigits;`,
  },
  {
    fault: "stores names that DynamoDB refuses",
    file: "adapters/attributeValue.ts",
    search: `name === "" ||`,
    replace: `name === "-" ||`,
  },
  {
    fault: "merges lines whose ids differ beyond the precision of a double",
    file: "domain/order.ts",
    search: "export const keyOf = ({ id }: Part): string => String(id);",
    replace: "export const keyOf = ({ id }: Part): string => String(Number(id));",
    tests: ["test/handlers/processing/unreadFields.test.ts"],
  },
  {
    fault: "fails at an amount that is an object",
    file: "domain/exactNumber.ts",
    search: "    ? Number.NaN",
    replace: "    ? Number(value)",
    tests: ["test/domain/exactNumber.test.ts"],
  },
  {
    fault: "does not repair webhooks",
    file: "handlers/polling/repairWebhooks.ts",
    search: "unhealthy.filter(isRepairable)",
    replace: "unhealthy.filter((one) => !isRepairable(one))",
  },
  {
    fault: "does not extend the poll window after unhealthy webhooks",
    file: "domain/sweep.ts",
    search: `webhooks === "unhealthy" &&`,
    replace: `webhooks === "unknown" &&`,
    tests: ["test/journeys/webhookHealth.test.ts"],
  },
  {
    fault: "does not poll for changes",
    file: "handlers/pollOrders.ts",
    search: "if (compared) sweeps.push",
    replace: "if (compared && run.traceId === undefined) sweeps.push",
  },
  {
    fault: "discards every webhook about an acknowledged order as its own event",
    file: "domain/upToDate.ts",
    search: "return sinceOurs >= 0 && sinceOurs <= eventDateLagMs;",
    replace: "return sinceOurs >= 0;",
    tests: ["test/domain/upToDate.test.ts"],
  },
  {
    fault: "gives a poll up at an order that no list can hold",
    file: "handlers/polling/listReader.ts",
    search: "return isolate(sweep, lastId, listed);",
    replace: "throw listed;",
  },
  {
    fault: "fails the neighbours of an order that no list can hold",
    file: "handlers/processing/replicateBatch.ts",
    search: "probe && isReadFailed(views)",
    replace: "!probe && isReadFailed(views)",
    tests: ["test/handlers/processing/replicateBatch.test.ts"],
  },
  {
    fault: "queues an acknowledged order that is new again at every poll",
    file: "domain/upToDate.ts",
    search: "return isDone && row.fingerprint === fingerprintOf(order);",
    replace: "return isDone && row.fingerprint === row.modifiedAt;",
  },
  {
    fault: "takes any version of an acknowledged order for the stored one",
    file: "domain/upToDate.ts",
    search: "return isDone && row.fingerprint === fingerprintOf(order);",
    replace: "return isDone;",
    tests: ["test/domain/upToDate.test.ts"],
  },
  {
    fault: "searches for no archived order",
    file: "handlers/polling/enqueueArchivedOrders.ts",
    search: "archivedAt === undefined && !(Date.parse(readAt)",
    replace: 'archivedAt === "never" && !(Date.parse(readAt)',
  },
  {
    fault: "forgets how far the search for archived orders is",
    file: "domain/sweep.ts",
    search: "return { modifiedSince, settings, changesSince, webhooksHealthyAt, archiveSweep };",
    replace: "return { modifiedSince, settings, changesSince, webhooksHealthyAt };",
    tests: ["test/handlers/pollOrders.test.ts"],
  },
];
