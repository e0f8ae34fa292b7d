import assert from "node:assert/strict";
import type { SQSRecord } from "aws-lambda";
import sinon from "sinon";
import { alertText } from "../../domain/alert";
import { Failure } from "../../domain/failure";
import type { Order } from "../../domain/order";
import { processOrders, type ProcessOrdersRules } from "../../handlers/processOrders";
import { pasted } from "../support/alertCommand";
import { alertLinks } from "../support/anAlert";
import { anOrder, lines } from "../support/anOrder";
import { anSqsEvent, aRecord } from "../support/anSqsEvent";
import { aLease, aSnapshot } from "../support/aSnapshot";
import { defaultRules as rules } from "../support/defaultRules";
import { fakePorts, invocation, startedAt } from "../support/fakePorts";

const setUp = (orders: readonly Order[], over: Partial<ProcessOrdersRules> = {}) => {
  const ports = fakePorts(orders);
  const setStatus = sinon.spy(ports.store, "setStatus");
  const retryAfter = sinon.spy(ports.consumer, "retryAfter");
  const deadLetter = sinon.spy(ports.consumer, "deadLetter");
  const publish = sinon.spy(ports.alerts, "publish");
  const process = async (...records: SQSRecord[]) => {
    const response = await processOrders(ports, { ...rules, ...over })(
      anSqsEvent(...records),
      invocation,
    );
    return response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  const statusInStore = (id: number) => ports.store.orders.get(id)?.status_id;
  const stateOf = (id: number) => ports.records.rows.get(id)?.state;
  return { ports, setStatus, retryAfter, deadLetter, publish, process, statusInStore, stateOf };
};

const throttled = new Failure("store.throttled", "429", { retryAfterMs: 90_000 });
const unavailable = new Failure("store.unavailable", "PUT was answered 503");

describe("processOrders", () => {
  it("stores a new order with its lists, sets its status, and marks the record acknowledged", async () => {
    const { ports, process, statusInStore } = setUp([anOrder()]);
    assert.deepEqual(await process(aRecord(100)), []);
    assert.equal(statusInStore(100), 9);
    const row = ports.records.rows.get(100);
    assert.deepEqual(
      [row?.state, row?.acknowledgeAs, row?.claimedUntil],
      ["acknowledged", 9, undefined],
    );
    assert.deepEqual(row?.["products"], lines(100, 1));
    assert.equal((row?.["order"] as Order | undefined)?.status_id, 9);
  });

  it("writes record, intent and lease before it sets the status", async () => {
    const { ports, setStatus, process } = setUp([anOrder()]);
    setStatus.restore();
    const rows: unknown[] = [];
    const { store } = ports;
    const working = { ...store };
    store.setStatus = async (id, ...change) => {
      rows.push({ ...ports.records.rows.get(id) });
      return working.setStatus(id, ...change);
    };
    await process(aRecord(100));
    assert.equal(rows.length, 1);
    sinon.assert.match(rows[0], {
      state: "stored",
      acknowledgeAs: 9,
      claimId: "id-1",
      order: sinon.match.object,
    });
  });

  it("sets the digital status on an order of downloads only", async () => {
    const { process, statusInStore } = setUp([anOrder({ status_id: 10, order_is_digital: true })]);
    await process(aRecord(100));
    assert.equal(statusInStore(100), 8);
  });

  it("reads neighbouring orders in one request, and each order once", async () => {
    const { ports, process } = setUp([1, 2, 3].map((id) => anOrder({ id })));
    const readOrders = sinon.spy(ports.store, "readOrders");
    const readOrder = sinon.spy(ports.store, "readOrder");
    await process(aRecord(3), aRecord(1), aRecord(2), { ...aRecord(2), messageId: "retry" });
    sinon.assert.calledOnceWithMatch(readOrders, 1, 3);
    sinon.assert.notCalled(readOrder);
  });

  it("sets a status once for an order queued by poll and by webhook in one batch", async () => {
    const { setStatus, process } = setUp([anOrder()]);
    const failed = await process(aRecord(100), { ...aRecord(100), messageId: "webhook" });
    assert.deepEqual(failed, []);
    sinon.assert.calledOnce(setStatus);
  });

  it("is idempotent: the same order again changes nothing", async () => {
    const { setStatus, process, stateOf } = setUp([anOrder()]);
    for (let time = 1; time <= 4; time += 1) await process(aRecord(100));
    sinon.assert.calledOnce(setStatus);
    assert.equal(stateOf(100), "acknowledged");
  });

  it("never sets a status again once the record is acknowledged", async () => {
    const { ports, setStatus, process } = setUp([anOrder()]);
    await process(aRecord(100));
    ports.store.orders.set(100, anOrder({ status_id: 11 }));
    await process(aRecord(100));
    sinon.assert.calledOnce(setStatus);
  });

  for (const status_id of [0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 13, 14]) {
    it(`skips a physical order in status ${status_id}, and stores nothing`, async () => {
      const { ports, setStatus, process } = setUp([anOrder({ status_id })]);
      assert.deepEqual(await process(aRecord(100)), []);
      sinon.assert.notCalled(setStatus);
      assert.equal(ports.records.rows.size, 0);
    });
  }

  it("decides on the order as read now, not as queued", async () => {
    const { ports, setStatus, process, statusInStore } = setUp([anOrder(), anOrder({ id: 101 })]);
    ports.store.orders.set(100, anOrder({ status_id: 4 }));
    await process(aRecord(100), aRecord(101));
    sinon.assert.calledOnce(setStatus);
    assert.equal(statusInStore(100), 4);
  });

  it("reads an order again when its reading is older than ten seconds", async () => {
    const { ports, setStatus, process } = setUp([anOrder({ id: 1 }), anOrder({ id: 2 })]);
    const later = new Date(startedAt.getTime() + 10_001);
    ports.now = () => later;
    sinon
      .stub(ports.store, "readOrder")
      .callsFake(async (id) => ({ order: anOrder({ id, status_id: 5 }), readAt: later }));
    await process(aRecord(1), aRecord(2));
    sinon.assert.notCalled(setStatus);
    assert.equal(ports.records.rows.size, 0);
  });

  it("reads an order singly that the list lacks, before the order counts as missing", async () => {
    const { ports, process, stateOf } = setUp([anOrder({ id: 1 }), anOrder({ id: 2 })]);
    sinon
      .stub(ports.store, "readOrders")
      .resolves({ orders: [anOrder({ id: 1 })], readAt: startedAt });
    assert.deepEqual(await process(aRecord(1), aRecord(2)), []);
    assert.deepEqual([stateOf(1), stateOf(2)], ["acknowledged", "acknowledged"]);
  });

  describe("when the store does not confirm a status", () => {
    it("reads the order again, and sets no status twice when the store shows the status already", async () => {
      const { ports, setStatus, process, stateOf } = setUp([anOrder()]);
      setStatus.restore();
      const put = sinon.stub(ports.store, "setStatus").callsFake(async (id, status_id) => {
        ports.store.orders.set(id, anOrder({ status_id }));
        return { kind: "unknown", failure: unavailable };
      });
      assert.deepEqual(await process(aRecord(100)), []);
      sinon.assert.calledOnce(put);
      assert.equal(stateOf(100), "acknowledged");
    });

    it("reads the order again, and sets the status again when the order is still new", async () => {
      const { ports, setStatus, process, stateOf, statusInStore } = setUp([anOrder()]);
      setStatus.restore();
      const { store } = ports;
      const working = { ...store };
      const put = sinon.stub(store, "setStatus");
      put.onFirstCall().resolves({ kind: "unknown", failure: unavailable });
      put.onSecondCall().callsFake((...change) => working.setStatus(...change));
      const readOrder = sinon.spy(store, "readOrder");
      assert.deepEqual(await process(aRecord(100)), []);
      sinon.assert.callOrder(put, readOrder, put);
      assert.deepEqual([stateOf(100), statusInStore(100)], ["acknowledged", 9]);
    });

    it("leaves an order that staff cancelled meanwhile", async () => {
      const { ports, setStatus, process, stateOf, statusInStore } = setUp([anOrder()]);
      setStatus.restore();
      const put = sinon.stub(ports.store, "setStatus").callsFake(async (id) => {
        ports.store.orders.set(id, anOrder({ status_id: 5 }));
        return { kind: "unknown", failure: throttled };
      });
      assert.deepEqual(await process(aRecord(100)), []);
      sinon.assert.calledOnce(put);
      assert.deepEqual([stateOf(100), statusInStore(100)], ["left", 5]);
    });

    it("retries the message and alerts when responses keep showing another status", async () => {
      const { ports, setStatus, publish, process, stateOf } = setUp([anOrder()]);
      setStatus.restore();
      sinon
        .stub(ports.store, "setStatus")
        .resolves({ kind: "responded", order: anOrder(), readAt: startedAt });
      assert.deepEqual(await process(aRecord(100)), ["message-100"]);
      assert.equal(stateOf(100), "stored");
      sinon.assert.calledOnceWithMatch(publish, { cause: "process-orders/store.unconfirmed" });
    });

    it("converges on redelivery after a crash between status and record", async () => {
      const { ports, setStatus, process, stateOf } = setUp([anOrder({ status_id: 9 })]);
      await ports.records.claim(aSnapshot(), aLease({ id: "crashed", until: startedAt }));
      assert.deepEqual(await process(aRecord(100)), []);
      sinon.assert.notCalled(setStatus);
      assert.equal(stateOf(100), "acknowledged");
    });

    it("acknowledges on redelivery after a crash between record and status", async () => {
      const { ports, process, stateOf, statusInStore } = setUp([anOrder()]);
      await ports.records.claim(aSnapshot(), aLease({ id: "crashed", until: startedAt }));
      assert.deepEqual(await process(aRecord(100)), []);
      assert.deepEqual([stateOf(100), statusInStore(100)], ["acknowledged", 9]);
    });
  });

  describe("when another invocation holds the lease", () => {
    it("delays the message until the lease expires, and sends no alert", async () => {
      const { ports, setStatus, retryAfter, publish, process } = setUp([anOrder()]);
      await ports.records.claim(aSnapshot(), aLease({ id: "other" }));
      assert.deepEqual(await process(aRecord(100)), ["message-100"]);
      sinon.assert.calledOnceWithMatch(retryAfter, { messageId: "message-100" }, 120);
      sinon.assert.notCalled(setStatus);
      sinon.assert.notCalled(publish);
    });

    it("retries on a conflict when its lease is lost before the store responds", async () => {
      const { ports, setStatus, process, stateOf } = setUp([anOrder()]);
      const { records } = ports;
      sinon.stub(records, "confirm").callsFake(async () => {
        records.rows.set(100, { ...aSnapshot(), state: "stored", acknowledgeAs: 9 });
        return false;
      });
      assert.deepEqual(await process(aRecord(100)), []);
      sinon.assert.calledOnce(setStatus);
      assert.equal(stateOf(100), "acknowledged");
    });

    it("retries on a conflict when another invocation takes the lease first", async () => {
      const { ports, setStatus, process } = setUp([anOrder()]);
      sinon.stub(ports.records, "claim").callsFake(async () => {
        ports.records.rows.set(100, { ...aSnapshot(), state: "acknowledged" });
        return false;
      });
      assert.deepEqual(await process(aRecord(100)), []);
      sinon.assert.notCalled(setStatus);
    });
  });

  describe("when acknowledging is off", () => {
    it("replicates, and sets no status", async () => {
      const { setStatus, process, stateOf } = setUp([anOrder()], { acknowledge: "off" });
      await process(aRecord(100));
      assert.equal(stateOf(100), "replicated");
      sinon.assert.notCalled(setStatus);
    });
  });

  describe("in a dry run", () => {
    it("logs what it would do, and writes neither record nor status", async () => {
      const { ports, setStatus, process } = setUp([anOrder()], { acknowledge: "plan" });
      await process(aRecord(100));
      sinon.assert.notCalled(setStatus);
      assert.equal(ports.records.rows.size, 0);
      assert.equal(ports.logged.length, 1);
      sinon.assert.match(ports.logged[0], {
        event: "order.dry-run",
        orderId: 100,
        would: "acknowledge",
        from: "11 Awaiting Fulfillment",
        to: "9 Awaiting Shipment",
      });
    });
  });

  describe("when something fails", () => {
    it("retries only the failed message, with a growing delay", async () => {
      const { ports, retryAfter, process, stateOf } = setUp([
        anOrder({ id: 1 }),
        anOrder({ id: 2, items_total: 2 }),
      ]);
      ports.store.readProducts = async () => Promise.reject(unavailable);
      assert.deepEqual(await process(aRecord(1), aRecord(2, 3)), ["message-2"]);
      assert.equal(stateOf(1), "acknowledged");
      sinon.assert.calledOnceWithMatch(retryAfter, { messageId: "message-2" }, 240);
    });

    it("stores no incomplete record", async () => {
      const { ports, process } = setUp([anOrder({ items_total: 2 })]);
      ports.store.readProducts = async () => Promise.reject(unavailable);
      await process(aRecord(100));
      assert.equal(ports.records.rows.size, 0);
    });

    it("publishes one alert for a batch that fails for one cause", async () => {
      const { ports, publish, process } = setUp([]);
      sinon.stub(ports.store, "readOrders").rejects(unavailable);
      sinon.stub(ports.store, "readOrder").rejects(unavailable);
      assert.equal((await process(aRecord(1), aRecord(2), aRecord(3))).length, 3);
      sinon.assert.calledOnceWithMatch(publish, { cause: "process-orders/store.unavailable" });
    });

    it("stops the whole batch at once when the token is rejected", async () => {
      const { ports, publish, process } = setUp([]);
      const unauthorized = new Failure("store.unauthorized", "401");
      const readOrder = sinon.stub(ports.store, "readOrder").rejects(unauthorized);
      assert.equal((await process(aRecord(1), aRecord(1_000), aRecord(2_000))).length, 3);
      sinon.assert.calledOnce(readOrder);
      sinon.assert.calledOnce(publish);
    });

    it("delays a throttled message by at least the store's wait, and sends no alert", async () => {
      const { ports, retryAfter, publish, process } = setUp([]);
      sinon.stub(ports.store, "readOrder").rejects(throttled);
      await process(aRecord(1));
      sinon.assert.calledOnceWithMatch(retryAfter, sinon.match.object, 90);
      sinon.assert.notCalled(publish);
    });

    it("retries after a minute for an order that the store does not have yet", async () => {
      const { retryAfter, deadLetter, publish, process } = setUp([]);
      assert.deepEqual(await process(aRecord(1)), ["message-1"]);
      sinon.assert.calledOnceWithMatch(retryAfter, sinon.match.object, 60);
      sinon.assert.notCalled(publish);
      sinon.assert.notCalled(deadLetter);
    });

    it("dead-letters at the last receive, with the reason and an alert", async () => {
      const { ports, deadLetter, publish, process } = setUp([]);
      sinon.stub(ports.store, "readOrder").rejects(unavailable);
      assert.deepEqual(await process(aRecord(1, 20)), []);
      const message = "Order 1 was not replicated. PUT was answered 503";
      sinon.assert.calledOnceWithMatch(
        deadLetter,
        { messageId: "message-1" },
        { code: "store.unavailable", message },
      );
      sinon.assert.calledOnceWithMatch(publish, {
        cause: "process-orders/parked/store.unavailable",
      });
    });

    it("dead-letters an invalid message at once, and processes its neighbours", async () => {
      const { deadLetter, publish, process, stateOf } = setUp([anOrder()]);
      assert.deepEqual(await process(aRecord(7, 1, "{oops"), aRecord(100)), []);
      sinon.assert.calledOnceWithMatch(
        deadLetter,
        { messageId: "message-7" },
        { code: "message.invalid" },
      );
      sinon.assert.calledOnce(publish);
      assert.equal(stateOf(100), "acknowledged");
    });

    it("completes the batch when one message can be neither delayed nor dead-lettered, and alerts", async () => {
      const { ports, publish, process, stateOf } = setUp([anOrder()]);
      const down = async () => Promise.reject(new Failure("aws.failed", "SQS is down"));
      Object.assign(ports.consumer, { retryAfter: down, deadLetter: down });
      const failed = await process(aRecord(7, 1, "{oops"), aRecord(8), aRecord(100));
      assert.deepEqual(failed, ["message-7", "message-8"]);
      assert.equal(stateOf(100), "acknowledged");
      sinon.assert.calledWithMatch(publish, { cause: "process-orders/aws.failed" });
    });

    it("fails each message of the batch when the table cannot be read", async () => {
      const { ports, publish, process } = setUp([anOrder()]);
      sinon.stub(ports.records, "find").rejects(new Failure("aws.failed", "DynamoDB is down"));
      assert.deepEqual(await process(aRecord(100)), ["message-100"]);
      sinon.assert.calledOnceWithMatch(publish, { cause: "process-orders/aws.failed" });
    });

    it("publishes one alert for all orders with the same cause", async () => {
      const { ports, publish, process } = setUp([anOrder(), anOrder({ id: 101 })]);
      sinon.stub(ports.records, "find").rejects(new Failure("aws.failed", "DynamoDB is down"));
      await process(aRecord(100), aRecord(101), { ...aRecord(100), messageId: "retry" });
      sinon.assert.calledOnceWithMatch(publish, { orderIds: [100, 101] });
    });

    it("publishes the other alerts when one cannot be published, and then fails", async () => {
      const { ports, process } = setUp([anOrder({ id: 1 }), anOrder({ id: 1_000 })]);
      sinon.stub(ports.store, "readOrder").rejects(unavailable);
      const causes: string[] = [];
      ports.alerts.publish = async ({ cause }) => {
        causes.push(cause);
        if (causes.length === 1) throw new Failure("aws.failed", "SNS is busy");
      };
      await assert.rejects(process(aRecord(7, 1, "{oops"), aRecord(1), aRecord(1_000)), {
        message: "SNS is busy",
      });
      assert.deepEqual(causes.sort(), [
        "process-orders/parked/message.invalid",
        "process-orders/store.unavailable",
      ]);
    });

    it("reports a bug of its own as unexpected, and loses no message", async () => {
      const { ports, publish, process } = setUp([anOrder()]);
      sinon.stub(ports.records, "claim").rejects(new TypeError("x is not a function"));
      assert.deepEqual(await process(aRecord(100)), ["message-100"]);
      sinon.assert.calledOnceWithMatch(publish, { cause: "process-orders/unexpected" });
    });
  });

  describe("when an order is parked", () => {
    const rejected = new Failure("store.rejected", "GET was answered 422");
    const failing = (receiveCount = 20) => {
      const all = setUp([anOrder({ items_total: 2 })]);
      all.ports.store.readProducts = async () => Promise.reject(rejected);
      return { ...all, park: () => all.process(aRecord(100, receiveCount)) };
    };

    it("stores reason and version in its row", async () => {
      const { ports, park } = failing();
      await park();
      sinon.assert.match(ports.records.rows.get(100), {
        state: "parked",
        parkedReason: "store.rejected: GET was answered 422",
        parkedVersion: "2026-11-21T10:00:05.000Z",
      });
    });

    it("skips the next poll's message about the same version, without an alert", async () => {
      const { deadLetter, publish, park, process } = failing();
      await park();
      assert.deepEqual(await process(aRecord(100)), []);
      sinon.assert.calledOnce(deadLetter);
      sinon.assert.calledOnce(publish);
    });

    it("retries a newer version", async () => {
      const { ports, park, process, stateOf } = failing();
      await park();
      ports.store.orders.set(100, anOrder({ date_modified: "Sat, 21 Nov 2026 10:00:30 +0000" }));
      await process(aRecord(100));
      assert.equal(stateOf(100), "acknowledged");
    });

    it("retries when its message is redriven from the dead-letter queue", async () => {
      const { ports, park, process, stateOf } = failing();
      await park();
      ports.store.orders.set(100, anOrder());
      const reason = { stringValue: "store.rejected", dataType: "String" as const };
      await process({ ...aRecord(100), messageAttributes: { reason } });
      assert.equal(stateOf(100), "acknowledged");
    });

    it("retries when an operator runs the alert's command", async () => {
      const { ports, publish, park, process, stateOf } = failing();
      await park();
      ports.store.orders.set(100, anOrder());
      const [alert] = publish.firstCall.args;
      assert.match(alert.body, /Nothing more\. .*\n\n.* Then redrive the order\.$/);
      const { body } = pasted(alertText(alert, alertLinks));
      assert.deepEqual(await process(aRecord(100, 1, body)), []);
      assert.equal(stateOf(100), "acknowledged");
    });

    it("dead-letters at once an order too large for a row", async () => {
      const { ports, deadLetter, process } = setUp([anOrder()]);
      sinon.stub(ports.records, "claim").rejects(new Failure("record.tooLarge", "900000 bytes"));
      assert.deepEqual(await process(aRecord(100)), []);
      sinon.assert.calledOnceWithMatch(
        deadLetter,
        { messageId: "message-100" },
        { code: "record.tooLarge" },
      );
    });
  });

  describe("when the store does not have the order", () => {
    /** Looks for the order at these minutes, as one message that is received each time. */
    const lookAt = async (
      { ports, process }: ReturnType<typeof setUp>,
      id: number,
      minutes: readonly number[],
      firstReceive = 1,
    ) => {
      let kept: string[] = [];
      for (const [index, minute] of minutes.entries()) {
        ports.now = () => new Date(startedAt.getTime() + minute * 60_000);
        kept = await process(aRecord(id, firstReceive + index));
      }
      return kept;
    };
    const allLooks = [0, 1, 4, 11, 26];

    it("retries after 1, 3, 7 and 15 minutes, and sends no alert", async () => {
      const service = setUp([]);
      assert.deepEqual(await lookAt(service, 7, allLooks.slice(0, 4)), ["message-7"]);
      const waits = service.retryAfter.getCalls().map(({ args }) => args[1] / 60);
      assert.deepEqual(waits, [1, 3, 7, 15]);
      sinon.assert.notCalled(service.publish);
    });

    it("dead-letters an order that was never stored, with an alert", async () => {
      const service = setUp([]);
      assert.deepEqual(await lookAt(service, 7, allLooks), []);
      const letter = [{ messageId: "message-7" }, { code: "order.missing" }] as const;
      sinon.assert.calledOnceWithMatch(service.deadLetter, ...letter);
      sinon.assert.calledOnce(service.publish);
    });

    it("counts looks, not receives: one 404 after an outage archives nothing", async () => {
      const service = setUp([]);
      await service.ports.records.replicate(aSnapshot(), "t");
      assert.deepEqual(await lookAt(service, 100, [0], 15), ["message-100"]);
      sinon.assert.calledOnceWithMatch(service.retryAfter, sinon.match.object, 60);
      assert.equal(service.ports.records.rows.get(100)?.["archivedAt"], undefined);
    });

    it("spreads the last receives of a message over the same time", async () => {
      const service = setUp([]);
      await service.ports.records.replicate(aSnapshot(), "t");
      assert.deepEqual(await lookAt(service, 100, [0, 13, 26], rules.maxReceiveCount - 2), []);
      const waits = service.retryAfter.getCalls().map(({ args }) => args[1] / 60);
      assert.deepEqual(waits, [13, 13]);
      assert.notEqual(service.ports.records.rows.get(100)?.["archivedAt"], undefined);
    });

    it("dead-letters a message whose last receive is its first look", async () => {
      const service = setUp([]);
      await service.ports.records.replicate(aSnapshot(), "t");
      assert.deepEqual(await lookAt(service, 100, [0], rules.maxReceiveCount), []);
      sinon.assert.calledOnceWithMatch(service.deadLetter, sinon.match.object, {
        code: "order.missing",
      });
    });

    it("counts anew once the order was read in between", async () => {
      const service = setUp([]);
      const { ports } = service;
      await ports.records.replicate(aSnapshot(), "t");
      await lookAt(service, 100, [0, 1, 4, 11]);
      await ports.records.save(aSnapshot({ readAt: "2026-11-21T10:13:00.000Z" }));
      assert.deepEqual(await lookAt(service, 100, [26], 5), ["message-100"]);
      assert.equal(ports.records.rows.get(100)?.["archivedAt"], undefined);
    });

    it("retries the message when the look cannot be counted", async () => {
      const service = setUp([]);
      const away = new Failure("aws.failed", "DynamoDB is down");
      sinon.stub(service.ports.missingOrders, "countLook").rejects(away);
      assert.deepEqual(await lookAt(service, 7, [0]), ["message-7"]);
      const subject = "A look for order 7 was not counted";
      sinon.assert.calledOnceWithMatch(service.publish, { subject });
    });

    it("retries the message when the archived mark cannot be written", async () => {
      const service = setUp([]);
      const { records } = service.ports;
      await records.replicate(aSnapshot(), "t");
      sinon.stub(records, "archive").rejects(new Failure("aws.failed", "DynamoDB is down"));
      assert.deepEqual(await lookAt(service, 100, allLooks), ["message-100"]);
      const subject = "Order 100 was not marked archived";
      sinon.assert.calledOnceWithMatch(service.publish, { subject });
    });

    it("marks a stored order as archived, and keeps its data", async () => {
      const service = setUp([]);
      await service.ports.records.replicate(aSnapshot(), "t");
      assert.deepEqual(await lookAt(service, 100, allLooks), []);
      sinon.assert.notCalled(service.deadLetter);
      const row = service.ports.records.rows.get(100);
      assert.equal(row?.["archivedAt"], "2026-11-21T10:27:00.000Z");
      assert.deepEqual([row?.state, row?.["products"]], ["replicated", aSnapshot().products]);
    });

    it("marks no order as archived in a dry run", async () => {
      const service = setUp([], { acknowledge: "plan" });
      await service.ports.records.replicate(aSnapshot(), "t");
      assert.deepEqual(await lookAt(service, 100, allLooks), []);
      assert.equal(service.ports.records.rows.get(100)?.["archivedAt"], undefined);
    });
  });

  it("marks a stored order as archived when the store shows the order archived, and sets no status", async () => {
    const { ports, setStatus, process } = setUp([anOrder({ is_deleted: true })]);
    await ports.records.replicate(aSnapshot(), "t");
    assert.deepEqual(await process(aRecord(100)), []);
    assert.equal(ports.records.rows.get(100)?.["archivedAt"], startedAt.toISOString());
    sinon.assert.notCalled(setStatus);
  });

  describe("when a webhook announces an order whose checkout is incomplete", () => {
    const announced = (receiveCount: number) => {
      const body = { v: 1, orderId: 100, reason: "webhook", traceId: "t", at: "" };
      return aRecord(100, receiveCount, JSON.stringify(body));
    };

    it("retries after a minute, and sends no alert", async () => {
      const { retryAfter, publish, process } = setUp([anOrder({ status_id: 0 })]);
      assert.deepEqual(await process(announced(1)), ["message-100"]);
      sinon.assert.calledOnceWithMatch(retryAfter, sinon.match.object, 60);
      sinon.assert.notCalled(publish);
    });

    it("replicates the order once its checkout is complete", async () => {
      const { ports, process, stateOf } = setUp([anOrder({ status_id: 0 })]);
      await process(announced(1));
      ports.store.orders.set(100, anOrder({ status_id: 11 }));
      await process(announced(2));
      assert.equal(stateOf(100), "acknowledged");
    });

    it("leaves the order to polls after the last retry", async () => {
      const { deadLetter, publish, process } = setUp([anOrder({ status_id: 1 })]);
      assert.deepEqual(await process(announced(5)), []);
      sinon.assert.notCalled(deadLetter);
      sinon.assert.notCalled(publish);
    });

    it("does not retry a poll's message about the same order", async () => {
      const { process } = setUp([anOrder({ status_id: 0 })]);
      assert.deepEqual(await process(aRecord(100)), []);
    });
  });
});
