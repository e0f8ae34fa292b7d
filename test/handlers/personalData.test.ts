import assert from "node:assert/strict";
import { alertText } from "../../domain/alert";
import { metricsFor } from "../../domain/metrics";
import { ownFields } from "../../domain/record";
import { resultOrFailure } from "../../handlers/resultOrFailure";
import { alertLinks } from "../support/anAlert";
import { type MemoryService, memoryService } from "../support/memoryService";
import { type Operation, operations } from "../support/operations";

/** Distinctive words, which no search finds by chance. */
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

/** Everything that the service writes besides the Orders table. */
const outputOf = ({ logged, alerts, jobs, events, queue }: MemoryService): string =>
  JSON.stringify([
    logged,
    logged.map(({ event, ...fields }) => metricsFor(event, fields)),
    alerts.sent.map((alert) => [alert, alertText(alert, alertLinks)]),
    jobs.polls(),
    events.rows(),
    queue.messages(),
    queue.deadLetters.map(({ reason }) => reason),
  ]);

const assertNoPersonalData = (
  service: MemoryService,
  where: string,
  results: readonly unknown[] = [],
) => {
  const texts = results.map((result) => (result instanceof Error ? result.message : result));
  const output = outputOf(service) + JSON.stringify(texts);
  for (const word of planted) assert.ok(!output.includes(word), `${word}: ${where}`);
};

const run = async ({ createService = memoryService, arrange, act }: Operation, call?: string) => {
  const service = createService();
  await arrange(service);
  plant(service);
  service.calls.clear();
  if (call !== undefined) service.failing.add(call);
  const result = await resultOrFailure(() => act(service));
  service.failing.clear();
  await resultOrFailure(service.poll);
  await service.drain();
  return { service, result };
};

describe("a shopper's personal data", () => {
  it("is in the order's row, and in no log, metric, alert, job, webhook row, message or response", async () => {
    for (const [about, each] of Object.entries(operations)) {
      const { service, result } = await run(each);
      const rows = JSON.stringify([...service.records.rows.values()]);
      if (about === "a full batch")
        for (const word of kept) assert.ok(rows.includes(word), `${word} is stored`);
      assertNoPersonalData(service, about, [result]);
    }
  });

  it("is in no failure of a port's call", async () => {
    for (const [about, each] of Object.entries(operations)) {
      const { calls } = (await run(each)).service;
      for (const call of calls) {
        const { service, result } = await run(each, call);
        assertNoPersonalData(service, `${call} fails in ${about}`, [result]);
      }
    }
  });

  for (const field of ["status_id", "date_modified", "date_created", "order_is_digital"]) {
    it(`is in no failure about an order that holds it in ${field}`, async () => {
      const service = memoryService();
      const { id } = service.store.place();
      service.store.edit(id, { [field]: shopper.email });
      const polled = await resultOrFailure(service.poll);
      service.enqueue(id);
      await service.process();
      assertNoPersonalData(service, field, [polled]);
      assert.match(outputOf(service), new RegExp(`at ${field}, got text of 26 characters`));
    });
  }

  it("is in no output about a webhook that contains it, in place of an order's id or beside it", async () => {
    const service = memoryService();
    const { id } = service.store.place();
    const responses = [
      await service.sendWebhook(shopper.email),
      await service.sendWebhook(id, { data: { orderId: id, ...shopper }, shopper }),
      await service.sendWebhook(id, { scope: shopper.email }),
      await service.sendWebhook(id, { producer: shopper.email }),
      await service.sendWebhook(id, { created_at: shopper.email }),
    ];
    assert.equal(service.events.rows().length, 1);
    assertNoPersonalData(service, "a webhook", [responses]);
  });

  it("is in no output about a message that something else put on the queue", async () => {
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
    assertNoPersonalData(service, "a message");
  });
});
