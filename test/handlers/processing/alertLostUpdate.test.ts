import assert from "node:assert/strict";
import type { Transport } from "../../../adapters/httpTransport";
import { Failure } from "../../../domain/failure";
import type { SimulatedStore } from "../../../simulator/simulatedStore";
import { faultFreeService } from "../../support/faultFreeService";
import { smallService } from "../../support/smallService";

type Act = (store: SimulatedStore, id: number) => void;
type Fields = Readonly<Record<string, unknown>>;

const refund: Act = (store, id) => store.refund(id, "all");
const nothing: Act = () => undefined;

const putOf = (path: string): number => Number(/orders\/(\d+)$/.exec(path)?.[1]);

/**
 * An order is queued; when the first change of its status is on its way to the store, staff acts.
 * `answering` is how the store's answers come back.
 */
const setUp = (act: Act, answering: (send: Transport) => Transport = (send) => send) => {
  const acted = new Set<number>();
  const service = smallService({
    transport: (toStore) => {
      const send = answering(toStore);
      return async (request) => {
        const id = putOf(request.url);
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
    told: () => service.alerts.map(({ code, orderIds }) => [code, ...orderIds]),
  };
};

const isRefunded = ({ lines, order }: Pick<ReturnType<typeof setUp>, "lines" | "order">) =>
  order()["payment_status"] === "refunded" && lines().every((line) => line["is_refunded"]);

const lost = (): never => {
  throw new Failure("store.unavailable", "The connection broke");
};

describe("processOrders, of what staff does between our reading of an order and our writing", () => {
  it("reads a refunded order again, so that its record is right without any event or poll", async () => {
    const service = setUp(refund);
    assert.deepEqual(await service.process(), []);
    assert.ok(isRefunded(service));
    assert.deepEqual([service.state(), service.reads()], ["acknowledged", 2]);
    assert.deepEqual(service.statusWrites(service.id), [9]);
  });

  it("tells people which order that was, what was seen and what to do", async () => {
    const { process, alerts, id } = setUp(refund);
    await process();
    const [alert, ...others] = alerts;
    assert.deepEqual([alert?.code, alert?.orderIds, others], ["order.overwritten", [id], []]);
    assert.match(`${alert?.subject}`, /^Order \d+ should perhaps not ship, and its status was/);
    assert.match(`${alert?.body}`, /status to 9 Awaiting Shipment, its payment became "refunded"/);
    assert.match(`${alert?.body}`, /What to do: Look at the order in the control panel before/);
  });

  it("tells of each such order by an alert of its own, which no other holds back", async () => {
    const { process, alerts, place, id } = setUp(refund);
    const other = place();
    await process();
    assert.deepEqual(
      alerts.map(({ cause }) => cause),
      [id, other].map((each) => `process-orders/${each}/order.overwritten`),
    );
  });

  it("reads a partly shipped order again, and alarms nobody", async () => {
    const { process, state, lines, told } = setUp((store, id) => store.ship(id, "some"));
    await process();
    assert.equal(state(), "acknowledged");
    assert.ok(lines().some((line) => Number(line["quantity_shipped"]) > 0));
    assert.deepEqual(told(), []);
  });

  it("reads nothing again when staff only noted a number, which the answer shows", async () => {
    const { process, order, reads, told } = setUp((store, id) =>
      store.edit(id, { external_order_id: "ERP-7" }),
    );
    await process();
    assert.equal(order()["external_order_id"], "ERP-7");
    assert.deepEqual([reads(), told()], [1, []]);
  });

  it("reads nothing again when nobody did anything, though answers to PUT be written otherwise", async () => {
    const looser = (text: string): string =>
      text.replace(/"(-?\d+\.\d+)"/g, (_, money: string) => String(Number(money)));
    const service = setUp(nothing, (send) => async (request) => {
      const reply = await send(request);
      return request.method === "PUT" ? { ...reply, text: looser(reply.text) } : reply;
    });
    await service.process();
    assert.equal(service.order()["coupon_discount"], 0, "the answer was to be written otherwise");
    assert.deepEqual([service.state(), service.reads()], ["acknowledged", 1]);
  });

  it("finds it out when the answer to the status change is lost", async () => {
    const service = setUp(refund, (send) => async (request) => {
      const reply = await send(request);
      return request.method === "PUT" ? lost() : reply;
    });
    await service.process();
    assert.ok(isRefunded(service));
    assert.deepEqual(service.told(), [["order.overwritten", service.id]]);
  });

  it("finds it out by the next delivery when the order cannot be read again", async () => {
    let isAway = false;
    const service = setUp(refund, (send) => async (request) => {
      if (isAway) lost();
      isAway = request.method === "PUT";
      return send(request);
    });
    assert.equal((await service.process()).length, 1);
    assert.equal(service.state(), "stored");
    isAway = false;
    await service.clock.advance(60_000);
    assert.deepEqual(await service.process(), []);
    assert.ok(isRefunded(service));
    assert.equal(service.state(), "acknowledged");
    assert.deepEqual(service.told().at(-1), ["order.overwritten", service.id]);
  });

  it("tells people though its own table's answer is lost, and the order comes again", async () => {
    const service = setUp(refund);
    const { records } = service.ports;
    const table = { ...records };
    records.resolveIntent = async (...args) => {
      await table.resolveIntent(...args);
      return false;
    };
    assert.equal((await service.process()).length, 0);
    assert.equal(service.state(), "acknowledged");
    assert.deepEqual(service.told(), [["order.overwritten", service.id]]);
  });

  it("tells people at the next delivery when the alert cannot be sent", async () => {
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
    assert.deepEqual(service.told().at(-1), ["order.overwritten", service.id]);
  });

  it("leaves an order that staff moves on before it is read again, and alarms nobody", async () => {
    const service = setUp(refund, (send) => async (request) => {
      const reply = await send(request);
      if (request.method === "PUT") service.store.setStatus(service.id, 4);
      return reply;
    });
    await service.process();
    assert.ok(isRefunded(service));
    assert.deepEqual([service.state(), service.told()], ["left", []]);
  });
});

describe("processOrders, of a status of staff's that ours replaced", () => {
  /** An order is placed, and staff moves it while our status is on its way; webhooks come and go. */
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
      told: sent.map(({ code, orderIds }) => [code, orderIds[0] === id]),
      texts: sent.map(({ body }) => body),
    };
  };

  const before: Readonly<Record<number, string>> = { 2: "Shipped", 5: "Cancelled", 13: "Disputed" };
  for (const [statusId, name] of Object.entries(before))
    it(`tells people of ${name}, by BigCommerce's event about our own status`, async () => {
      const { told, texts, row, ...store } = await replace("physical", Number(statusId));
      assert.deepEqual([store.statusId, row?.state], [9, "acknowledged"]);
      assert.deepEqual(told, [["order.overwritten", true]]);
      assert.match(
        texts.join(),
        new RegExp(`Awaiting Shipment, somebody set it to ${statusId} ${name}`),
      );
    });

  it("alarms nobody when nothing was replaced but another new status", async () => {
    assert.deepEqual((await replace("physical", 7)).told, []);
    assert.deepEqual((await replace("physical")).told, []);
    assert.deepEqual((await replace("digital", 10)).told, []);
  });

  it("alarms nobody when staff was there first, and set what we would have set", async () => {
    assert.deepEqual((await replace("physical", 9)).told, []);
  });
});
