import assert from "node:assert/strict";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { metricNames } from "../../domain/metrics";
import { parseEmbeddedMetrics } from "../../local/services/parseEmbeddedMetrics";
import type { MetricId } from "../../local/services/metrics";
import { convertedCart } from "../support/convertedCart";
import { metricsShown } from "../support/dashboard";
import { eventually } from "../support/eventually";
import { type RunningService, startService } from "../support/runningService";

/** The poll's interval, 15 minutes in dev, lasts 3 seconds, and most alarms look every second. */
const timeFactor = 300;

type Line = Readonly<Record<string, unknown>>;

describe("journey: what people can see", function () {
  this.timeout(120_000);
  let service: RunningService;
  let sqs: SQSClient;
  before(async () => {
    service = await startService({ store: { orders: 10, seed: 3 }, timeFactor });
    const { endpoint, region } = service.cloud;
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    sqs = new SQSClient({ endpoint, region, credentials, useQueueUrlAsEndpoint: false });
  });
  after(async () => {
    sqs.destroy();
    await service.stop();
  });

  const lines = () =>
    service.logs.flatMap((line) => (line.startsWith("{") ? [JSON.parse(line) as Line] : []));
  const told = (state: string, alarm: string) =>
    service.cloud.mailbox.wait(({ subject }) => subject.startsWith(`${state}: "${alarm}-`), 60_000);
  const put = (queue: string, MessageBody: string) =>
    sqs.send(new SendMessageCommand({ QueueUrl: service.cloud.queueUrl(queue), MessageBody }));

  it("tells that no poll succeeds, until one does, and again when they stop", async () => {
    const alarm = "poll-orders-overdue";
    assert.match((await told("ALARM", alarm)).body, /within two intervals of 15 minutes/);
    await service.poll();
    await told("OK", alarm);
    await eventually("it goes off again", () => service.cloud.alarmStates()[alarm] === "ALARM");
  });

  it("tells that a function fails which can tell nobody itself", async () => {
    await service.cloud.invoke("process-orders", { Records: "none" });
    const { topicArn, body } = await told("ALARM", "process-orders-failing");
    assert.match(topicArn, /application-errors/);
    assert.match(body, /Runbook: docs\/runbooks\/function-failing\.md/);
    await told("OK", "process-orders-failing");
  });

  it("tells of a dead letter, and of the next one while the first still lies there", async () => {
    await put("orders", "{oops");
    await told("ALARM", "dead-letters");
    // One that comes in the same minute as the first is told of together with it.
    await eventually("further ones are told of", async () => {
      await put("orders-dead-letters", "{oops again");
      return service.cloud.alarmStates()["dead-letters-growing"] === "ALARM";
    });
    const { topicArn } = await told("ALARM", "dead-letters-growing");
    assert.match(topicArn, /dead-letters/);
    assert.equal(service.cloud.alarmStates()["dead-letters"], "ALARM");
  });

  it("follows an order by one trace id through every line about it, requests included", async () => {
    const { id } = service.store.place({ kind: "physical" });
    const done = await eventually("it is acknowledged", () =>
      lines().find(({ orderId, message }) => orderId === id && message === "order.acknowledged"),
    );
    const about = lines().filter(({ traceId }) => traceId === done.traceId);
    assert.deepEqual(
      about.map(({ message, orderId }) => [message, orderId]),
      [
        ["webhook.queued", id],
        ["order.acknowledged", id],
      ],
    );
    const invocation = about.at(-1)?.["xray_trace_id"];
    const requests = lines().filter(
      (line) => line["xray_trace_id"] === invocation && line["message"] === "store.responded",
    );
    const asked = requests.map(({ method, path }) => `${String(method)} ${String(path)}`);
    assert.ok(asked.includes(`PUT /v2/orders/${id}`), asked.join(", "));
    const [row] = (await service.rows("orders")).filter((each) => each["id"] === id);
    assert.equal(row?.["traceId"], about[0]?.["traceId"]);
  });

  it("counts everything that there is a metric for, each by function", async () => {
    await service.post(convertedCart(100), {});
    const counted = await eventually("a forged webhook is counted", () => {
      const found = service.logs.flatMap(parseEmbeddedMetrics);
      return found.some(({ metric }) => metric.name === "WebhooksUnauthentic") && found;
    });
    const names = new Set(counted.map(({ metric }) => metric.name));
    assert.deepEqual([...names].sort(), [...metricNames].sort());
    for (const { metric, value } of counted) {
      assert.equal(metric.namespace, "order-replication");
      assert.deepEqual(Object.keys(metric.dimensions), ["FunctionName"]);
      assert.ok(value >= 0, metric.name);
    }
  });

  it("shows no number of its own on the dashboard that the function in question does not count", () => {
    const countedBy = ({ name, dimensions }: MetricId) =>
      `${name} of ${dimensions["FunctionName"]}`;
    const counted = service.logs
      .flatMap(parseEmbeddedMetrics)
      .map(({ metric }) => countedBy(metric));
    const shown = metricsShown(service.declared).filter(
      ({ namespace }) => namespace === "order-replication",
    );
    assert.ok(shown.length > 10);
    for (const metric of shown) assert.ok(counted.includes(countedBy(metric)), countedBy(metric));
  });
});
