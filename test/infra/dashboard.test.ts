import assert from "node:assert/strict";
import { metricNames } from "../../domain/metrics";
import { version } from "../../infra/version";
import type { DeclaredStack } from "../../local/declareStack";
import { dashboardOf, metricsShown } from "../support/dashboard";
import { ofType, onEveryStack, only, types } from "../support/recordedStack";
import { projectName } from "../support/stackFiles";

/** The metrics in use that AWS publishes, by namespace. */
const publishedByAws: Readonly<Record<string, readonly string[]>> = {
  "AWS/ApiGateway": ["5XXError"],
  "AWS/Lambda": ["Duration", "Errors", "Throttles"],
  "AWS/SQS": ["ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible"],
};

const declaredNames = (declared: DeclaredStack): Readonly<Record<string, readonly unknown[]>> => {
  const names = (type: string) => ofType(declared, type).map(({ state }) => state.name);
  return {
    FunctionName: names(types.function),
    QueueName: names(types.queue),
    ApiName: names(types.restApi),
    Stage: ofType(declared, types.stage).map(({ inputs }) => inputs.stageName),
  };
};

describe("dashboard", () => {
  onEveryStack((recorded) => {
    it("shows only metrics that are published, of this stack's resources only", () => {
      const names = declaredNames(recorded());
      const shown = metricsShown(recorded());
      assert.ok(shown.length > 20);
      for (const { namespace, name, dimensions } of shown) {
        const published: readonly string[] =
          namespace === projectName ? metricNames : (publishedByAws[namespace] ?? []);
        assert.ok(published.includes(name), `${namespace} ${name}`);
        for (const [dimension, value] of Object.entries(dimensions)) {
          assert.ok(names[dimension]?.includes(value), `${name} of ${dimension} ${value}`);
        }
      }
    });

    it("shows lag, depth and age, dead letters, orders per hour, quota, polls, subscriptions and errors", () => {
      const titles = dashboardOf(recorded()).widgets.map(({ properties }) => properties.title);
      assert.deepEqual(titles, [
        `Alarms of version ${version}`,
        "Time until an order is acknowledged (s)",
        "Orders per hour",
        "Remaining BigCommerce quota (%)",
        "Orders queue",
        "Dead letters",
        "Polls per interval",
        "Last polls",
        "Webhooks",
        "Confirmed subscriptions",
        "Function errors",
        "Throttled invocations",
        "Longest duration (ms)",
      ]);
      const [, lagGraph] = dashboardOf(recorded()).widgets;
      const statistics = lagGraph?.properties.metrics?.map(
        (line) => (line.at(-1) as { stat: string }).stat,
      );
      assert.deepEqual(statistics, ["p50", "p99", "p50", "p99"]);
    });

    it("shows the state of every alarm", () => {
      const [states] = dashboardOf(recorded()).widgets;
      const arns = ofType(recorded(), types.alarm).map(({ state }) => state.arn);
      assert.deepEqual([...(states?.properties.alarms ?? [])].sort(), [...arns].sort());
    });

    it("lists the last polls from the log of poll-orders", () => {
      const last = dashboardOf(recorded()).widgets.find(({ type }) => type === "log");
      const group = String(only(recorded(), types.logGroup, "poll-orders").state.name);
      assert.equal(
        last?.properties.query,
        `SOURCE '${group}' | fields @timestamp, outcome, queued | filter message = "poll.ended" | sort @timestamp desc | limit 10`,
      );
    });

    it("positions widgets without overlap, and gives all but alarms their region", () => {
      const taken = new Set<string>();
      for (const { type, x, y, width, height, properties } of dashboardOf(recorded()).widgets) {
        assert.ok(x >= 0 && x + width <= 24 && Number.isInteger(width));
        for (let column = x; column < x + width; column += 1)
          for (let row = y; row < y + height; row += 1) {
            assert.ok(!taken.has(`${column} ${row}`), properties.title);
            taken.add(`${column} ${row}`);
          }
        assert.equal(properties.region, type === "alarm" ? undefined : recorded().region);
      }
    });

    it("has a name from its project, its stack and the queue, which no other stack can have", () => {
      const { dashboardName } = only(recorded(), types.dashboard, "watch").inputs;
      const queue = String(only(recorded(), types.queue, "orders").state.name);
      assert.equal(dashboardName, `${projectName}-${recorded().stack}-${queue}`);
      assert.match(String(dashboardName), /^[\w-]{1,255}$/);
    });
  });
});
