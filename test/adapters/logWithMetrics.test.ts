import assert from "node:assert/strict";
import sinon from "sinon";
import { logWithMetrics } from "../../adapters/logWithMetrics";
import type { LogEvent } from "../../domain/logEvent";

describe("logWithMetrics", () => {
  const logged = sinon.spy();

  /** The output besides the log. */
  const printedFor = (event: LogEvent, fields: Readonly<Record<string, unknown>>): string[] => {
    process.env["AWS_LAMBDA_FUNCTION_NAME"] = "process-orders-1a2b3c4";
    const log = logWithMetrics(logged, "order-replication");
    const write = sinon.stub(process.stdout, "write").returns(true);
    try {
      log(event, fields, "warn");
      return write.args.map(([text]) => String(text));
    } finally {
      write.restore();
    }
  };
  afterEach(() => delete process.env["AWS_LAMBDA_FUNCTION_NAME"]);

  it("prints one line in the embedded metric format, with the function as the only dimension", () => {
    const [line = "", ...more] = printedFor("order.acknowledged", {
      orderId: 12,
      secondsFromPlaced: 90,
    });
    assert.deepEqual(more, []);
    assert.ok(line.endsWith("\n"));
    const { _aws, ...values } = JSON.parse(line) as { _aws: Record<string, unknown> };
    assert.deepEqual(_aws.CloudWatchMetrics, [
      {
        Namespace: "order-replication",
        Dimensions: [["FunctionName"]],
        Metrics: [
          { Name: "OrdersReplicated", Unit: "Count" },
          { Name: "OrdersAcknowledged", Unit: "Count" },
          { Name: "LagFromPlaced", Unit: "Seconds" },
        ],
      },
    ]);
    assert.equal(typeof _aws.Timestamp, "number");
    assert.deepEqual(values, {
      FunctionName: "process-orders-1a2b3c4",
      OrdersReplicated: 1,
      OrdersAcknowledged: 1,
      LagFromPlaced: 90,
    });
  });

  it("prints nothing for an event without metrics, and logs every event", () => {
    const fields = { orderId: 12, why: "archived" };
    assert.deepEqual(printedFor("order.skipped", fields), []);
    sinon.assert.calledWithExactly(logged, "order.skipped", fields, "warn");
  });
});
