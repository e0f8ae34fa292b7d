import assert from "node:assert/strict";
import type { APIGatewayProxyEvent } from "aws-lambda";
import sinon from "sinon";
import { Failure } from "../../domain/failure";
import { receiveWebhook } from "../../handlers/receiveWebhook";
import { scopes } from "../support/aWebhookRequest";
import { fakePorts } from "../support/fakePorts";

const body = JSON.stringify({
  created_at: 1593326572,
  producer: "stores/abc123",
  scope: "store/cart/converted",
  data: { type: "cart", id: "72880ea0", orderId: 100 },
});

/** As this API passes it on: base64, since every media type counts as binary. */
const aRequest = (over: Partial<APIGatewayProxyEvent> = {}): APIGatewayProxyEvent => ({
  httpMethod: "POST",
  path: "/cart-converted",
  resource: "/cart-converted",
  headers: { "X-Webhook-Secret": "s3cret", "Content-Type": "application/json" },
  multiValueHeaders: {},
  queryStringParameters: null,
  multiValueQueryStringParameters: null,
  pathParameters: null,
  stageVariables: null,
  body: Buffer.from(body).toString("base64"),
  isBase64Encoded: true,
  requestContext: {} as never,
  ...over,
});

const setUp = () => {
  const ports = {
    ...fakePorts(),
    secrets: async () => ({ secret: "s3cret", previousSecret: "", clientSecret: "" }),
  };
  const send = sinon.spy(ports.queue, "send");
  const add = sinon.spy(ports.events, "add");
  const publish = sinon.spy(ports.alerts, "publish");
  const receive = (over?: Partial<APIGatewayProxyEvent>) =>
    receiveWebhook(ports, { storeHash: "abc123", scopes, requireSignature: false })(aRequest(over));
  return { ports, send, add, publish, receive };
};

describe("receiveWebhook", () => {
  it("queues the order, then stores the event, and responds 200 without a body", async () => {
    const { receive, send, add, publish } = setUp();
    assert.deepEqual(await receive(), { statusCode: 200, headers: {}, body: "" });
    const message = {
      v: 1 as const,
      orderId: 100,
      reason: "webhook" as const,
      traceId: "id-1",
      at: "2026-11-21T10:01:00.000Z",
      scope: "store/cart/converted",
      changedAt: "2020-06-28T06:42:52.000Z",
    };
    const noStatus = { statusId: undefined, previousStatusId: undefined };
    sinon.assert.calledOnce(send);
    assert.deepEqual(send.firstCall.args, [[{ ...message, ...noStatus }], 0]);
    sinon.assert.calledOnce(add);
    assert.ok(send.calledBefore(add));
    sinon.assert.notCalled(publish);
  });

  it("delays an event that accompanies others in the queue, and dates it by its arrival", async () => {
    const { receive, send } = setUp();
    const requestContext = { requestTimeEpoch: Date.parse("2026-11-21T10:00:59.750Z") };
    const updated = { scope: "store/order/statusUpdated", data: { type: "order", id: 100 } };
    const event = { ...(JSON.parse(body) as object), ...updated };
    await receive({
      body: Buffer.from(JSON.stringify(event)).toString("base64"),
      requestContext: requestContext as never,
    });
    const [messages, delaySeconds] = send.firstCall.args;
    assert.deepEqual([messages[0]?.at, delaySeconds], ["2026-11-21T10:00:59.750Z", 3]);
  });

  it("reads a body without base64, and headers in any case", async () => {
    const { receive, send } = setUp();
    const headers = { "x-WEBHOOK-secret": "s3cret" };
    assert.equal((await receive({ body, isBase64Encoded: false, headers })).statusCode, 200);
    sinon.assert.calledOnce(send);
  });

  const rejected: [string, Partial<APIGatewayProxyEvent>, number][] = [
    ["a forged request", { headers: {} }, 401],
    ["no headers at all", { headers: null as never }, 401],
    ["a huge body", { body: Buffer.alloc(70_000).toString("base64") }, 413],
  ];
  for (const [title, over, statusCode] of rejected) {
    it(`responds ${statusCode} to ${title}, and queues, stores and alerts nothing`, async () => {
      const { receive, send, add, publish } = setUp();
      assert.equal((await receive(over)).statusCode, statusCode);
      for (const call of [send, add, publish]) sinon.assert.notCalled(call);
    });
  }

  for (const [title, unusable] of [
    ["a malformed body", "e29vcHM="],
    ["no body", null],
  ] as const) {
    it(`responds 200 to an authentic webhook with ${title}, and alerts`, async () => {
      const { receive, send, add, publish } = setUp();
      assert.equal((await receive({ body: unusable })).statusCode, 200);
      for (const call of [send, add]) sinon.assert.notCalled(call);
      sinon.assert.calledOnceWithMatch(publish, { cause: "receive-webhook/webhook.unusable" });
    });
  }

  it("responds 200 to an unusable webhook whose alert cannot be published", async () => {
    const { ports, receive } = setUp();
    ports.alerts.publish = async () => Promise.reject(new Failure("aws.failed", "SNS is down"));
    assert.equal((await receive({ body: null })).statusCode, 200);
  });

  it("responds 200 to an authentic event of another scope, and queues nothing", async () => {
    const { receive, send, add } = setUp();
    const other = JSON.stringify({
      scope: "store/product/updated",
      producer: "stores/abc123",
      data: {},
    });
    assert.equal((await receive({ body: other, isBase64Encoded: false })).statusCode, 200);
    sinon.assert.notCalled(send);
    sinon.assert.notCalled(add);
  });

  it("queues an unsigned event at each delivery, and stores it once: two edits may look the same", async () => {
    const { ports, receive, send } = setUp();
    await receive();
    await receive();
    sinon.assert.calledTwice(send);
    assert.deepEqual(
      ports.events.rows().map(({ orderId, decision, why }) => [orderId, decision, why]),
      [[100, "queued", "a new order"]],
    );
  });

  it("responds 500 and alerts when the order cannot be queued, and stores nothing", async () => {
    const { ports, receive, add, publish } = setUp();
    ports.queue.send = async () => Promise.reject(new Failure("aws.failed", "SQS is down"));
    assert.equal((await receive()).statusCode, 500);
    sinon.assert.notCalled(add);
    sinon.assert.calledOnceWithMatch(publish, { cause: "receive-webhook/aws.failed" });
  });

  it("responds 200 and alerts when only the row cannot be stored: the order is safe", async () => {
    const { ports, receive, send, publish } = setUp();
    ports.events.add = async () => Promise.reject(new Failure("aws.failed", "DynamoDB is down"));
    assert.equal((await receive()).statusCode, 200);
    sinon.assert.calledOnce(send);
    sinon.assert.calledOnce(publish);
    assert.match(publish.firstCall.args[0].body, /order 100 was queued/);
    assert.deepEqual(publish.firstCall.args[0].orderIds, [], "there is nothing to redrive");
  });

  it("responds 500 and alerts when the secrets cannot be read", async () => {
    const { ports, receive, send, publish } = setUp();
    ports.secrets = async () => Promise.reject(new Failure("aws.failed", "SSM is down"));
    assert.equal((await receive()).statusCode, 500);
    sinon.assert.notCalled(send);
    sinon.assert.calledOnce(publish);
  });

  it("throws when the alert cannot be published either, so that the function's errors count it", async () => {
    const { ports, receive } = setUp();
    ports.queue.send = async () => Promise.reject(new Failure("aws.failed", "SQS is down"));
    ports.alerts.publish = async () => Promise.reject(new Failure("aws.failed", "SNS is down"));
    await assert.rejects(receive(), /SNS is down/);
  });

  it("logs neither secret nor body", async () => {
    const { ports, receive } = setUp();
    await receive();
    await receive({ headers: { "x-webhook-secret": "wr0ng" } });
    const text = JSON.stringify(ports.logged);
    for (const secret of ["s3cret", "wr0ng", "72880ea0"]) assert.ok(!text.includes(secret), secret);
  });
});
