import assert from "node:assert/strict";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { convertedCart, secretHeader } from "../support/convertedCart";
import { eventually } from "../support/eventually";
import { putParameter } from "../support/putParameter";
import { plantedSecrets } from "../support/recordedStack";
import { type RunningService, startService } from "../support/runningService";

/** So that a minute lasts 1.2 s, and the visibility timeout still outlasts an invocation. */
const timeFactor = 50;

describe("journey: trouble", () => {
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
  const announce = (id: number) => service.post(convertedCart(id), secretHeader);

  it("tells people of a message that nobody can read, from the dead letters, by alarm", async () => {
    const { endpoint, region } = service.cloud;
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const client = new SQSClient({ endpoint, region, credentials, useQueueUrlAsEndpoint: false });
    const QueueUrl = service.cloud.queueUrl("orders");
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "{oops" }));
    client.destroy();
    await mail("message.invalid");
    await service.cloud.mailbox.wait(({ topicArn }) => topicArn.includes("dead-letters"), 60_000);
    assert.equal(service.cloud.alarmStates()["dead-letters"], "ALARM");
  });

  it("sets a status once though the store's first answer is lost", async () => {
    const id = place();
    service.store.injectFault({
      fault: { kind: "status", status: 503 },
      method: "PUT",
      times: 1,
      afterEffect: true,
    });
    await announce(id);
    await eventually("it is acknowledged", async () => (await stateOf(id)) === "acknowledged");
    const moves = service.store.history(id).filter(({ by }) => by === "api");
    assert.deepEqual(
      moves.map(({ to }) => to),
      [9],
    );
  });

  it("replicates an order after the store was down, and tells people once meanwhile", async () => {
    const id = place();
    const recover = service.store.injectFault({ fault: { kind: "status", status: 503 } });
    await announce(id);
    const { body } = await mail("store.unavailable");
    assert.match(body, /Order \d+ was not replicated/);
    assert.match(body, /does: The order is tried again by itself/);
    recover();
    await eventually(
      "it is acknowledged",
      async () => (await stateOf(id)) === "acknowledged",
      30_000,
    );
  }).timeout(60_000);

  it("fails a poll whose token is refused, tells people once, and records it", async () => {
    service.store.rotateToken("another-token");
    await service.poll();
    await mail("A poll for new orders failed");
    const about = service.cloud.mailbox.list().filter(({ subject }) => subject.includes("A poll"));
    assert.equal(about.length, 1);
    const polls = (await service.rows("jobs")).filter(({ kind }) => kind === "poll");
    assert.deepEqual(new Set(polls.map(({ outcome }) => outcome)), new Set(["failed"]));
    const marks = (await service.rows("jobs")).filter(({ kind }) => kind === "checkpoint");
    assert.ok(
      marks.every(({ isOpening }) => isOpening === true),
      "the checkpoint has not moved",
    );
  });

  it("goes on at the first refusal once a parameter holds the new token, in the same containers, with no mail", async () => {
    const containers = () => ["poll-orders", "process-orders"].flatMap(service.cloud.containers);
    const running = containers();
    assert.ok(running.length >= 2);
    await putParameter(service, "access-token", "another-token");
    const id = place();
    await service.poll();
    await eventually("it is acknowledged", async () => (await stateOf(id)) === "acknowledged");
    assert.ok(running.every((pid) => containers().includes(pid)));
    // What was refused before may still be told of, and one mail may name several orders.
    const mails = service.cloud.mailbox.list().map(({ body }) => body);
    assert.ok(!mails.some((body) => new RegExp(`\\b${id}\\b`).test(body)));
  });

  it("puts no token and no body of an answer into any mail", () => {
    const mails = JSON.stringify(service.cloud.mailbox.list());
    for (const secret of ["planted-", "another-token", "<html"]) assert.ok(!mails.includes(secret));
  });
});

describe("journey: an order that the store never knew", () => {
  let service: RunningService;
  before(async function () {
    this.timeout(120_000);
    service = await startService({ timeFactor: 500 });
  });
  after(() => service.stop());

  it("is looked for over 26 minutes, and then parked with one alert", async () => {
    const unknownId = 987_654;
    await service.post(convertedCart(unknownId), secretHeader);
    const { body } = await service.cloud.mailbox.wait(({ subject }) => subject.includes("987654"));
    assert.match(body, /went to the dead letters/);
    // A standard queue may deliver one of them twice, so they are told apart by their number.
    const looks = service.logs.filter((line) => line.includes('"message":"order.missing"'));
    const receives = looks.map((line) => (JSON.parse(line) as { receives: number }).receives);
    assert.deepEqual([...new Set(receives)].sort(), [1, 2, 3, 4, 5]);
    const { "orders-dead-letters": letters } = await service.cloud.queueDepths();
    assert.ok(letters && letters.visible >= 1);
    assert.deepEqual(await service.rows("orders"), []);
  });
});
