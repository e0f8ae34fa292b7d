import assert from "node:assert/strict";
import sinon from "sinon";
import { metricsFor } from "../../../domain/metrics";
import { memorySubscriptions } from "../../../faultSimulation/service/memory/memorySubscriptions";
import { countSubscriptions } from "../../../handlers/polling/countSubscriptions";
import { injectedFailure } from "../../support/failingPorts";

const setUp = (counts: Parameters<typeof memorySubscriptions>[0] = {}) => {
  const subscriptions = memorySubscriptions(counts);
  const log = sinon.spy();
  return { subscriptions, log, run: () => countSubscriptions({ subscriptions, log }, "t") };
};

describe("countSubscriptions", () => {
  it("logs how many confirmed subscriptions each topic has", async () => {
    const { run, log } = setUp({ "application-errors": 2, "dead-letters": 1 });
    await run();
    assert.deepEqual(log.args, [
      [
        "subscriptions.counted",
        { traceId: "t", topic: "application-errors", confirmed: 2 },
        "info",
      ],
      ["subscriptions.counted", { traceId: "t", topic: "dead-letters", confirmed: 1 }, "info"],
    ]);
  });

  it("warns where nobody gets a topic's e-mails", async () => {
    const { run, log } = setUp({ "dead-letters": 0 });
    await run();
    sinon.assert.calledWithExactly(
      log,
      "subscriptions.counted",
      { traceId: "t", topic: "dead-letters", confirmed: 0 },
      "warn",
    );
  });

  it("logs a count that fails, and counts the other topic all the same", async () => {
    const { run, log, subscriptions } = setUp();
    const count = sinon.stub(subscriptions, "countConfirmed").callThrough();
    count.withArgs("application-errors").rejects(injectedFailure("subscriptions.countConfirmed"));
    await run();
    sinon.assert.calledWithMatch(
      log.firstCall,
      "subscriptions.count-failed",
      { traceId: "t", topic: "application-errors", code: "aws.failed" },
      "warn",
    );
    sinon.assert.calledWithMatch(log.secondCall, "subscriptions.counted", {
      topic: "dead-letters",
      confirmed: 1,
    });
  });

  it("measures a metric of its own for each topic", () => {
    const namesFor = (topic: string) =>
      metricsFor("subscriptions.counted", { topic, confirmed: 0 }).map(({ name, value }) => [
        name,
        value,
      ]);
    assert.deepEqual(namesFor("application-errors"), [["ApplicationErrorsSubscriptions", 0]]);
    assert.deepEqual(namesFor("dead-letters"), [["DeadLettersSubscriptions", 0]]);
    assert.deepEqual(namesFor("another"), []);
  });
});
