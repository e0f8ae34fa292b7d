import assert from "node:assert/strict";
import { alertText } from "../../domain/alert";
import { metricsFor } from "../../domain/metrics";
import { ownFields } from "../../domain/record";
import { catchFailure } from "../../handlers/catchFailure";
import { alertLinks } from "../support/anAlert";
import { type MemoryService, memoryService } from "../support/memoryService";
import { type Operation, operations } from "../support/operations";

/** Found nowhere by chance. */
const shopper = {
  first_name: "Plantadora",
  last_name: "Plantlace",
  company: "Plantworks Ltd",
  street_1: "12 Plantain Street",
  zip: "PL4 1NT",
  phone: "+44 7700 900123",
  email: "plantadora@shopper.example",
};
const words = { staff_notes: "Plantadora rang twice", customer_message: "Leave it with Plantos" };
const fields = { billing_address: shopper, ...words };
const planted = [...Object.values(shopper), ...Object.values(words), "Plantos", "plantadora"];
const kept = planted.filter((word) => JSON.stringify(ownFields(fields)).includes(word));

const plant = ({ store }: MemoryService): void => {
  for (const { id } of store.orders()) store.edit(id, fields);
};

/** All that people and machines are told, beside the Orders table. */
const toldBy = ({ logged, alerts, jobs, events, queue }: MemoryService): string =>
  JSON.stringify([
    logged,
    logged.map(({ event, ...fields }) => metricsFor(event, fields)),
    alerts.sent.map((alert) => [alert, alertText(alert, alertLinks)]),
    jobs.polls(),
    events.rows(),
    queue.messages(),
    queue.deadLetters.map(({ reason }) => reason),
  ]);

const isToldNothing = (service: MemoryService, where: string, answers: readonly unknown[] = []) => {
  const said = answers.map((answer) => (answer instanceof Error ? answer.message : answer));
  const told = toldBy(service) + JSON.stringify(said);
  for (const word of planted) assert.ok(!told.includes(word), `${word}: ${where}`);
};

const act = async ({ createService = memoryService, arrange, act }: Operation, call?: string) => {
  const made = createService();
  await arrange(made);
  plant(made);
  made.calls.clear();
  if (call !== undefined) made.failing.add(call);
  const answer = await catchFailure(() => act(made));
  made.failing.clear();
  await catchFailure(made.poll);
  await made.drain();
  return { service: made, answer };
};

describe("what is known of a shopper", () => {
  it("is in the order's row, and in no log, metric, alert, job, webhook row, message or answer", async () => {
    for (const [about, each] of Object.entries(operations)) {
      const { service, answer } = await act(each);
      const rows = JSON.stringify([...service.records.rows.values()]);
      if (about === "a full batch")
        for (const word of kept) assert.ok(rows.includes(word), `${word} was to be stored`);
      isToldNothing(service, about, [answer]);
    }
  });

  it("is told by no failure of a call to the outside", async () => {
    for (const [about, each] of Object.entries(operations)) {
      const { calls } = (await act(each)).service;
      for (const call of calls) {
        const { service, answer } = await act(each, call);
        isToldNothing(service, `${call} fails in ${about}`, [answer]);
      }
    }
  });

  for (const field of ["status_id", "date_modified", "items_total", "order_is_digital"]) {
    it(`is told by no complaint about an order that holds it in its ${field}`, async () => {
      const service = memoryService();
      const { id } = service.store.place();
      service.store.edit(id, { [field]: shopper.email });
      const polled = await catchFailure(service.poll);
      service.enqueue(id);
      await service.process();
      isToldNothing(service, field, [polled]);
      assert.match(toldBy(service), new RegExp(`at ${field}, got text of 26 characters`));
    });
  }

  it("is told by no webhook that brings it along, in place of an order's id or beside it", async () => {
    const service = memoryService();
    const { id } = service.store.place();
    const answers = [
      await service.sendWebhook(shopper.email),
      await service.sendWebhook(id, { data: { orderId: id, ...shopper }, shopper }),
      await service.sendWebhook(id, { scope: shopper.email }),
      await service.sendWebhook(id, { producer: shopper.email }),
      await service.sendWebhook(id, { created_at: shopper.email }),
    ];
    assert.equal(service.events.rows().length, 1);
    isToldNothing(service, "a webhook", [answers]);
  });

  it("is told by no message that somebody else put on the queue", async () => {
    const service = memoryService();
    const bodies = [
      shopper.email,
      JSON.stringify(shopper),
      JSON.stringify({ v: 1, orderId: shopper.email, reason: "poll" }),
      JSON.stringify({ v: 1, orderId: 1, reason: shopper.email }),
    ];
    for (const body of bodies) service.queue.send(body);
    await service.drain();
    assert.equal(service.queue.deadLetters.length, bodies.length);
    isToldNothing(service, "a message");
  });
});
