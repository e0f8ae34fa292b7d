import assert from "node:assert/strict";
import type { Transport } from "../../../adapters/httpTransport";
import { Failure } from "../../../domain/failure";
import type { SimulatedStore } from "../../../simulator/simulatedStore";
import { faultFreeService } from "../../support/faultFreeService";
import { smallService } from "../../support/smallService";

type StaffAction = (store: SimulatedStore, id: number) => void;
type Fields = Readonly<Record<string, unknown>>;

const refund: StaffAction = (store, id) => store.refund(id, "all");
const nothing: StaffAction = () => undefined;

const orderIdIn = (path: string): number => Number(/orders\/(\d+)$/.exec(path)?.[1]);

/**
 * Enqueues an order; staff acts while the first change of its status is on its way to the store.
 * `wrap` intercepts requests and responses.
 */
const setUp = (act: StaffAction, wrap: (send: Transport) => Transport = (send) => send) => {
  const acted = new Set<number>();
  const service = smallService({
    transport: (toStore) => {
      const send = wrap(toStore);
      return async (request) => {
        const id = orderIdIn(request.url);
        if (request.method === "PUT" && !acted.has(id)) act(service.store, id);
        if (request.method === "PUT") acted.add(id);
        return send(request);
      };
    },
  });
  const place = () => {
    const { id } = service.store.place({ kind: "physical", lines: 2 });
    service.enqueueWebhook(id);
    return id;
  };
  const id = place();
  return {
    ...service,
    id,
    place,
    state: () => service.rows.get(id)?.state,
    order: () => service.rows.get(id)?.["order"] as Fields,
    lines: () => service.rows.get(id)?.["products"] as readonly Fields[],
    reads: () => service.store.requests().byRoute["GET /v2/orders/{id}"] ?? 0,
    alerted: () => service.alerts.map(({ code, orderIds }) => [code, ...orderIds]),
  };
};

const isRefunded = ({ lines, order }: Pick<ReturnType<typeof setUp>, "lines" | "order">) =>
  order()["payment_status"] === "refunded" && lines().every((line) => line["is_refunded"]);

const disconnect = (): never => {
  throw new Failure("store.unavailable", "The connection broke");
};

describe("processOrders, when staff changes an order between our read and our write", () => {
  it("reads a refunded order again, so that its record is correct without an event or poll", async () => {
    const service = setUp(refund);
    assert.deepEqual(await service.process(), []);
    assert.ok(isRefunded(service));
    assert.deepEqual([service.state(), service.reads()], ["acknowledged", 2]);
    assert.deepEqual(service.statusWrites(service.id), [9]);
  });

  it("alerts with the order, the lost update and what to do", async () => {
    const { process, alerts, id } = setUp(refund);
    await process();
    const [alert, ...others] = alerts;
    assert.deepEqual([alert?.code, alert?.orderIds, others], ["order.overwritten", [id], []]);
    assert.match(`${alert?.subject}`, /^Order \d+ should perhaps not ship, and its status was/);
    assert.match(`${alert?.body}`, /status to 9 Awaiting Shipment, its payment became "refunded"/);
    assert.match(`${alert?.body}`, /What to do: Look at the order in the control panel before/);
  });

  it("publishes an alert per order, which no other alert suppresses", async () => {
    const { process, alerts, place, id } = setUp(refund);
    const other = place();
    await process();
    assert.deepEqual(
      alerts.map(({ cause }) => cause),
      [id, other].map((each) => `process-orders/${each}/order.overwritten`),
    );
  });

  it("reads a partly shipped order again, and sends no alert", async () => {
    const { process, state, lines, alerted } = setUp((store, id) => store.ship(id, "some"));
    await process();
    assert.equal(state(), "acknowledged");
    assert.ok(lines().some((line) => Number(line["quantity_shipped"]) > 0));
    assert.deepEqual(alerted(), []);
  });

  it("does not read again when staff changed only a field that the response contains", async () => {
    const { process, order, reads, alerted } = setUp((store, id) =>
      store.edit(id, { external_order_id: "ERP-7" }),
    );
    await process();
    assert.equal(order()["external_order_id"], "ERP-7");
    assert.deepEqual([reads(), alerted()], [1, []]);
  });

  it("does not read again without a change, even when PUT responses format numbers differently", async () => {
    const looser = (text: string): string =>
      text.replace(/"(-?\d+\.\d+)"/g, (_, money: string) => String(Number(money)));
    const service = setUp(nothing, (send) => async (request) => {
      const response = await send(request);
      return request.method === "PUT" ? { ...response, text: looser(response.text) } : response;
    });
    await service.process();
    assert.equal(service.order()["coupon_discount"], 0, "the response formats numbers differently");
    assert.deepEqual([service.state(), service.reads()], ["acknowledged", 1]);
  });

  it("detects the lost update when the response to the status change is lost", async () => {
    const service = setUp(refund, (send) => async (request) => {
      const response = await send(request);
      return request.method === "PUT" ? disconnect() : response;
    });
    await service.process();
    assert.ok(isRefunded(service));
    assert.deepEqual(service.alerted(), [["order.overwritten", service.id]]);
  });

  it("detects the lost update at the next delivery when the order cannot be read again", async () => {
    let isUnreachable = false;
    const service = setUp(refund, (send) => async (request) => {
      if (isUnreachable) disconnect();
      isUnreachable = request.method === "PUT";
      return send(request);
    });
    assert.equal((await service.process()).length, 1);
    assert.equal(service.state(), "stored");
    isUnreachable = false;
    await service.clock.advance(60_000);
    assert.deepEqual(await service.process(), []);
    assert.ok(isRefunded(service));
    assert.equal(service.state(), "acknowledged");
    assert.deepEqual(service.alerted().at(-1), ["order.overwritten", service.id]);
  });

  it("alerts though the table's response is lost and the message is redelivered", async () => {
    const service = setUp(refund);
    const { records } = service.ports;
    const table = { ...records };
    records.resolveIntent = async (...args) => {
      await table.resolveIntent(...args);
      return false;
    };
    assert.equal((await service.process()).length, 0);
    assert.equal(service.state(), "acknowledged");
    assert.deepEqual(service.alerted(), [["order.overwritten", service.id]]);
  });

  it("alerts at the next delivery when the alert cannot be published", async () => {
    const service = setUp(refund);
    const { alerts } = service.ports;
    const sns = { ...alerts };
    alerts.publish = async ({ code }) => {
      if (code === "order.overwritten") throw new Failure("aws.failed", "SNS is busy");
    };
    assert.equal((await service.process()).length, 1);
    assert.equal(service.state(), "stored");
    Object.assign(alerts, sns);
    await service.clock.advance(60_000);
    await service.process();
    assert.equal(service.state(), "acknowledged");
    assert.deepEqual(service.alerted().at(-1), ["order.overwritten", service.id]);
  });

  it("leaves an order that staff changes before the second read, and sends no alert", async () => {
    const service = setUp(refund, (send) => async (request) => {
      const response = await send(request);
      if (request.method === "PUT") service.store.setStatus(service.id, 4);
      return response;
    });
    await service.process();
    assert.ok(isRefunded(service));
    assert.deepEqual([service.state(), service.alerted()], ["left", []]);
  });
});

describe("processOrders, when our status replaces one that staff set", () => {
  /** Places an order, which staff changes while our status is on its way, and delivers the webhooks. */
  const replace = async (kind: "physical" | "digital", ...statusIds: readonly number[]) => {
    const service = faultFreeService(undefined, (store, id) => {
      for (const statusId of statusIds) store.setStatus(id, statusId);
    });
    const { id } = service.store.place({ kind });
    await service.advanceHours(1);
    const { sent } = service.cloud.alerts;
    return {
      statusId: service.store.statusOf(id),
      row: service.cloud.records.rows.get(id),
      alerted: sent.map(({ code, orderIds }) => [code, orderIds[0] === id]),
      texts: sent.map(({ body }) => body),
    };
  };

  const before: Readonly<Record<number, string>> = { 2: "Shipped", 5: "Cancelled", 13: "Disputed" };
  for (const [statusId, name] of Object.entries(before))
    it(`alerts about ${name}, by BigCommerce's event about our own status`, async () => {
      const { alerted, texts, row, ...store } = await replace("physical", Number(statusId));
      assert.deepEqual([store.statusId, row?.state], [9, "acknowledged"]);
      assert.deepEqual(alerted, [["order.overwritten", true]]);
      assert.match(
        texts.join(),
        new RegExp(`Awaiting Shipment, someone set it to ${statusId} ${name}`),
      );
    });

  it("sends no alert when only another new status was replaced", async () => {
    assert.deepEqual((await replace("physical", 7)).alerted, []);
    assert.deepEqual((await replace("physical")).alerted, []);
    assert.deepEqual((await replace("digital", 10)).alerted, []);
  });

  it("sends no alert when staff set the same status first", async () => {
    assert.deepEqual((await replace("physical", 9)).alerted, []);
  });
});
