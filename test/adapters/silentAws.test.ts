import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { alertTopic } from "../../adapters/alertTopic";
import { chunkTable } from "../../adapters/chunkTable";
import { jobTable } from "../../adapters/jobTable";
import { orderQueue } from "../../adapters/orderQueue";
import { orderQueueConsumer } from "../../adapters/orderQueueConsumer";
import { orderLookup } from "../../adapters/orderTable";
import { ownEvents } from "../../adapters/ownEvents";
import { webhookSecrets } from "../../adapters/secrets";
import { topicSubscriptions } from "../../adapters/topicSubscriptions";
import { webhookTable } from "../../adapters/webhookTable";
import { anAlert } from "../support/anAlert";

const queueUrl = "https://sqs.us-east-1.amazonaws.com/123456789012/orders";
const topicArn = "arn:aws:sns:us-east-1:123456789012:topic";
const topicArns = { "application-errors": topicArn, "dead-letters": topicArn };
const now = () => new Date("2026-03-01T00:00:00Z");
const links = { runbooksUrl: "https://example.com", ordersQueueUrl: queueUrl };
const message = { v: 1, orderId: 1, reason: "poll", traceId: "trace", at: "" } as const;

/** One call by each adapter that has an AWS client of its own. */
const calls: Readonly<Record<string, () => Promise<unknown>>> = {
  orderLookup: () => orderLookup("orders").find([1]),
  chunkTable: () => chunkTable("chunks").listBefore({ orderId: 1, part: "", version: "" }),
  jobTable: () => jobTable("jobs", 1).checkpoint(),
  ownEvents: () => ownEvents({ jobsTable: "jobs", retentionDays: 1, now }).claim(1, "trace"),
  webhookTable: () => webhookTable("webhooks", 1).find({ orderId: 1, eventId: "event" }),
  orderQueue: () => orderQueue(queueUrl).send([message]),
  orderQueueConsumer: () => orderQueueConsumer(queueUrl, queueUrl).receive(1),
  secrets: () => webhookSecrets("/webhook-secrets")({ fresh: true }),
  alertTopic: () =>
    alertTopic({
      topicArn,
      links,
      now,
      jobsTable: "jobs",
      retentionDays: 1,
      log: () => undefined,
    }).publish(anAlert()),
  topicSubscriptions: () => topicSubscriptions({ topicArns }).countConfirmed("dead-letters"),
};

/** How a service falls silent. */
const silences: Readonly<Record<string, (response: ServerResponse) => void>> = {
  "without a response": () => undefined,
  "halfway through a response": (response) => {
    response.writeHead(200, { "content-length": 1_000 });
    response.write('{"half":');
  },
};

describe("AWS that falls silent", () => {
  const before = { ...process.env };
  let server: Server;
  afterEach(async () => {
    process.env = { ...before };
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });

  /** Falls silent at the first attempt of each call, and refuses the second. */
  const listen = async (silence: (response: ServerResponse) => void): Promise<void> => {
    server = createServer((request, response) => {
      request.resume();
      const isFirst = String(request.headers["amz-sdk-request"]).startsWith("attempt=1");
      if (isFirst) silence(response);
      else response.writeHead(400).end();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
    });
  };

  for (const [how, silence] of Object.entries(silences))
    it(`is asked again by every adapter: ${how}`, async () => {
      await listen(silence);
      await Promise.all(
        Object.entries(calls).map(([adapter, call]) =>
          assert.rejects(call(), /failed: (?!TimeoutError)/, adapter),
        ),
      );
    });
});
