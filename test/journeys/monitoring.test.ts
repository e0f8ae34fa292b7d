import assert from "node:assert/strict";
import { metricNames } from "../../domain/metrics";
import { version } from "../../infra/version";
import type { MetricId } from "../../local/services/metrics";
import { parseEmbeddedMetrics } from "../../local/services/parseEmbeddedMetrics";
import { convertedCart } from "../support/convertedCart";
import { metricsShown } from "../support/dashboard";
import { eventually } from "../support/eventually";
import { type RunningService, startService } from "../support/runningService";
import { sendMessage } from "../support/sendMessage";
import { projectName } from "../support/stackFiles";

/** The poll interval, 15 minutes in dev, lasts 3 seconds; most alarms have a period of one second. */
const timeFactor = 300;

type Line = Readonly<Record<string, unknown>>;

describe("journey: monitoring", function () {
  this.timeout(120_000);
  let service: RunningService;
  before(async () => {
    service = await startService({ store: { orders: 10, seed: 3 }, timeFactor });
  });
  after(() => service.stop());

  const lines = () =>
    service.logs.flatMap((line) => (line.startsWith("{") ? [JSON.parse(line) as Line] : []));
  const notification = (state: string, alarm: string) =>
    service.cloud.mailbox.wait(({ subject }) => subject.startsWith(`${state}: "${alarm}-`), 60_000);

  it("sends an alarm while no poll succeeds, OK once one does, and an alarm when polls stop", async () => {
    const alarm = "poll-orders-overdue";
    assert.match((await notification("ALARM", alarm)).body, /within two intervals of 15 minutes/);
    await service.poll();
    await notification("OK", alarm);
    await eventually(
      "the alarm goes off again",
      () => service.cloud.alarmStates()[alarm] === "ALARM",
    );
  });

  it("sends an alarm when a function fails without an alert of its own", async () => {
    await service.cloud.invoke("process-orders", { Records: "none" });
    const { topicArn, body } = await notification("ALARM", "process-orders-failing");
    assert.match(topicArn, /application-errors/);
    assert.match(body, /Runbook: docs\/runbooks\/function-failing\.md/);
    await notification("OK", "process-orders-failing");
  });

  it("sends an alarm for a dead letter, and another for the next while the first remains", async () => {
    await sendMessage(service, "orders", "{oops");
    await notification("ALARM", "dead-letters");
    // A dead letter in the same period as the first does not count as growth.
    await eventually("growth sets off its alarm", async () => {
      await sendMessage(service, "orders-dead-letters", "{oops again");
      return service.cloud.alarmStates()["dead-letters-growing"] === "ALARM";
    });
    const { topicArn } = await notification("ALARM", "dead-letters-growing");
    assert.match(topicArn, /dead-letters/);
    assert.equal(service.cloud.alarmStates()["dead-letters"], "ALARM");
  });

  it("traces an order by one trace id in all of its log lines, requests included", async () => {
    const { id } = service.store.place({ kind: "physical" });
    const acknowledged = await eventually("the order is acknowledged", () =>
      lines().find(({ orderId, message }) => orderId === id && message === "order.acknowledged"),
    );
    const about = lines().filter(({ traceId }) => traceId === acknowledged.traceId);
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
    const sent = requests.map(({ method, path }) => `${String(method)} ${String(path)}`);
    assert.ok(sent.includes(`PUT /v2/orders/${id}`), sent.join(", "));
    const [row] = (await service.rows("orders")).filter((each) => each["id"] === id);
    assert.equal(row?.["traceId"], about[0]?.["traceId"]);
  });

  it("publishes every metric, by function", async () => {
    await service.post(convertedCart(100), {});
    const published = await eventually("a forged webhook is counted", () => {
      const found = service.logs.flatMap(parseEmbeddedMetrics);
      return found.some(({ metric }) => metric.name === "WebhooksUnauthentic") && found;
    });
    const names = new Set(published.map(({ metric }) => metric.name));
    assert.deepEqual([...names].sort(), [...metricNames].sort());
    for (const { metric, value } of published) {
      assert.equal(metric.namespace, projectName);
      assert.deepEqual(Object.keys(metric.dimensions), ["FunctionName"]);
      assert.ok(value >= 0, metric.name);
    }
  });

  it("shows only metrics on the dashboard that the function publishes", () => {
    const nameOf = ({ name, dimensions }: MetricId) => `${name} of ${dimensions["FunctionName"]}`;
    const published = service.logs
      .flatMap(parseEmbeddedMetrics)
      .map(({ metric }) => nameOf(metric));
    const shown = metricsShown(service.declared).filter(
      ({ namespace }) => namespace === projectName,
    );
    assert.ok(shown.length > 10);
    for (const metric of shown) assert.ok(published.includes(nameOf(metric)), nameOf(metric));
  });

  it("names the function and the version of the release in every line of a decision", () => {
    const decisions = lines().filter(({ message, timestamp }) => message && timestamp);
    const services = new Set(decisions.map(({ service: name }) => name));
    assert.ok(services.size >= 2, [...services].join());
    assert.deepEqual([...new Set(decisions.map((line) => line["version"]))], [version]);
  });
});
