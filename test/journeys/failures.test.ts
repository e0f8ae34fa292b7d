import assert from "node:assert/strict";
import { convertedCart, secretHeader } from "../support/convertedCart";
import { eventually } from "../support/eventually";
import { putParameter } from "../support/putParameter";
import { plantedSecrets } from "../support/recordedStack";
import { type RunningService, startService } from "../support/runningService";
import { sendMessage } from "../support/sendMessage";

/** A minute lasts 1.2 s, and the visibility timeout still outlasts an invocation. */
const timeFactor = 50;

describe("journey: failures", () => {
  let service: RunningService;
  before(async function () {
    this.timeout(120_000);
    const store = { orders: 20, seed: 3 };
    service = await startService({ store, timeFactor, settings: { maxReceiveCount: "5" } });
  });
  after(() => {
    service.store.rotateToken(plantedSecrets.accessToken);
    return service.stop();
  });

  const mail = (text: string) =>
    service.cloud.mailbox.wait(({ subject, body }) => `${subject} ${body}`.includes(text), 60_000);
  const stateOf = async (id: number) =>
    (await service.rows("orders")).find((row) => row["id"] === id)?.["state"];
  const place = () => service.store.place({ kind: "physical" }).id;
  const postWebhook = (id: number) => service.post(convertedCart(id), secretHeader);

  it("dead-letters an invalid message, with an alert and an alarm", async () => {
    await sendMessage(service, "orders", "{oops");
    await mail("message.invalid");
    await service.cloud.mailbox.wait(({ topicArn }) => topicArn.includes("dead-letters"), 60_000);
    assert.equal(service.cloud.alarmStates()["dead-letters"], "ALARM");
  });

  it("sets a status once although the store's first response is lost", async () => {
    const id = place();
    service.store.injectFault({
      fault: { kind: "status", status: 503 },
      method: "PUT",
      times: 1,
      afterEffect: true,
    });
    await postWebhook(id);
    await eventually(
      "the order is acknowledged",
      async () => (await stateOf(id)) === "acknowledged",
    );
    const moves = service.store.history(id).filter(({ by }) => by === "api");
    assert.deepEqual(
      moves.map(({ to }) => to),
      [9],
    );
  });

  it("replicates an order after an outage of the store, and sends one alert during the outage", async () => {
    const id = place();
    const recover = service.store.injectFault({ fault: { kind: "status", status: 503 } });
    await postWebhook(id);
    const { body } = await mail("store.unavailable");
    assert.match(body, /Order \d+ was not replicated/);
    assert.match(body, /does: The order is retried with growing delays/);
    recover();
    await eventually(
      "the order is acknowledged",
      async () => (await stateOf(id)) === "acknowledged",
      90_000, // the next probe of the store
    );
  }).timeout(120_000);

  it("fails a poll when the token is rejected, sends one alert, and records the failure", async () => {
    service.store.rotateToken("another-token");
    await service.poll();
    await mail("A poll for new orders failed");
    const alerts = service.cloud.mailbox.list().filter(({ subject }) => subject.includes("A poll"));
    assert.equal(alerts.length, 1);
    const polls = (await service.rows("jobs")).filter(({ kind }) => kind === "poll");
    assert.deepEqual(new Set(polls.map(({ outcome }) => outcome)), new Set(["failed"]));
    const checkpoints = (await service.rows("jobs")).filter(({ kind }) => kind === "checkpoint");
    assert.ok(
      checkpoints.every(({ isOpening }) => isOpening === true),
      "the checkpoint has not moved",
    );
  });

  it("reads a rotated token after the first 401, in the same containers and without an alert", async () => {
    const containers = () => ["poll-orders", "process-orders"].flatMap(service.cloud.containers);
    const running = containers();
    assert.ok(running.length >= 2);
    await putParameter(service, "access-token", "another-token");
    await service.poll(); // finds the store back, for which the earlier rejections made all wait
    const id = place();
    await service.poll();
    await eventually(
      "the order is acknowledged",
      async () => (await stateOf(id)) === "acknowledged",
    );
    assert.ok(running.every((pid) => containers().includes(pid)));
    // Alerts about earlier rejections may still arrive, and one mail may name several orders.
    const mails = service.cloud.mailbox.list().map(({ body }) => body);
    assert.ok(!mails.some((body) => new RegExp(`\\b${id}\\b`).test(body)));
  });

  it("puts neither tokens nor response bodies into mails", () => {
    const mails = JSON.stringify(service.cloud.mailbox.list());
    for (const secret of ["planted-", "another-token", "<html"]) assert.ok(!mails.includes(secret));
  });
});

describe("journey: an order that does not exist", () => {
  let service: RunningService;
  before(async function () {
    this.timeout(120_000);
    service = await startService({ timeFactor: 500, settings: { maxReceiveCount: "5" } });
  });
  after(() => service.stop());

  // The functions' clocks are not accelerated: their looks are seconds apart, and not counted.
  it("is looked for until the last receive, then parked with one alert", async () => {
    const unknownId = 987_654;
    await service.post(convertedCart(unknownId), secretHeader);
    const isAbout = ({ subject }: { readonly subject: string }) => subject.includes("987654");
    const { body } = await service.cloud.mailbox.wait(isAbout, 20_000);
    assert.match(body, /went to the dead-letter queue/);
    // A standard queue may deliver a message twice, so receives are identified by their count.
    const attempts = service.logs.filter((line) => line.includes('"message":"order.missing"'));
    const receiveCounts = attempts.map(
      (line) => (JSON.parse(line) as { receiveCount: number }).receiveCount,
    );
    assert.deepEqual([...new Set(receiveCounts)].sort(), [1, 2, 3, 4, 5]);
    const { "orders-dead-letters": deadLetters } = await service.cloud.queueDepths();
    assert.ok(deadLetters && deadLetters.visible >= 1);
    assert.deepEqual(await service.rows("orders"), []);
  });
});
