import assert from "node:assert/strict";
import { metricNames } from "../../domain/metrics";
import type { DeclaredStack } from "../../local/declareStack";
import { dashboardOf, metricsShown } from "../support/dashboard";
import { ofType, onEveryStack, only, types } from "../support/recordedStack";

/** What AWS measures of which of our resources, by the name of the dimension. */
const measuredByAws: Readonly<Record<string, readonly string[]>> = {
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
    it("shows no metric that nobody measures, nor one of somebody else", () => {
      const known = declaredNames(recorded());
      const shown = metricsShown(recorded());
      assert.ok(shown.length > 20);
      for (const { namespace, name, dimensions } of shown) {
        const names: readonly string[] =
          namespace === "order-replication" ? metricNames : (measuredByAws[namespace] ?? []);
        assert.ok(names.includes(name), `${namespace} ${name}`);
        for (const [dimension, value] of Object.entries(dimensions)) {
          assert.ok(known[dimension]?.includes(value), `${name} of ${dimension} ${value}`);
        }
      }
    });

    it("shows lag, depth and age, dead letters, orders per hour, quota, polls and errors", () => {
      const titles = dashboardOf(recorded()).widgets.map(({ properties }) => properties.title);
      assert.deepEqual(titles, [
        "Alarms",
        "How long until an order is acknowledged (seconds)",
        "Orders per hour",
        "What is left of BigCommerce's quota (%)",
        "Orders queue",
        "Dead letters",
        "Polls per interval",
        "Last polls",
        "Webhooks",
        "Errors of the functions",
        "Held back by Lambda",
        "Longest run (ms)",
      ]);
      const [, lag] = dashboardOf(recorded()).widgets;
      const statistics = lag?.properties.metrics?.map(
        (line) => (line.at(-1) as { stat: string }).stat,
      );
      assert.deepEqual(statistics, ["p50", "p99", "p50", "p99"]);
    });

    it("shows the state of every alarm", () => {
      const [states] = dashboardOf(recorded()).widgets;
      const arns = ofType(recorded(), types.alarm).map(({ state }) => state.arn);
      assert.deepEqual([...(states?.properties.alarms ?? [])].sort(), [...arns].sort());
    });

    it("lists the last polls from the log of the poll", () => {
      const last = dashboardOf(recorded()).widgets.find(({ type }) => type === "log");
      const group = String(only(recorded(), types.logGroup, "poll-orders").state.name);
      assert.equal(
        last?.properties.query,
        `SOURCE '${group}' | fields @timestamp, outcome, queued | filter message = "poll.ended" | sort @timestamp desc | limit 10`,
      );
    });

    it("has a place for each widget, and the region that all but alarms need", () => {
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

    it("is called after its project and stack, and by no name that another stack could have", () => {
      const { dashboardName } = only(recorded(), types.dashboard, "watch").inputs;
      const queue = String(only(recorded(), types.queue, "orders").state.name);
      assert.equal(dashboardName, `order-replication-${recorded().stack}-${queue}`);
      assert.match(String(dashboardName), /^[\w-]{1,255}$/);
    });
  });
});
