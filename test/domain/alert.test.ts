import assert from "node:assert/strict";
import { type Alert, alertText, toAlert } from "../../domain/alert";
import { Failure } from "../../domain/failure";
import { parseMessage } from "../../domain/orderMessage";
import { commandIn, pasted } from "../support/alertCommand";
import { alertLinks, anAlert } from "../support/anAlert";

describe("toAlert", () => {
  const failure = new Failure("store.unavailable", "GET /v2/orders/7 was answered 503");
  const context = {
    source: "process-orders",
    summary: "Order 7 was not replicated yet",
    automaticAction: "The order is retried.",
    traceId: "t-1",
    orderIds: [7],
  };

  it("names the former cause of a code that release 0.1.0 called otherwise", () => {
    const conflict = new Failure("record.conflict", "Order 7 was claimed meanwhile");
    const { cause, formerCause } = toAlert(conflict, context);
    assert.deepEqual(
      [cause, formerCause],
      ["process-orders/record.conflict", "process-orders/record.contended"],
    );
    assert.equal(toAlert(failure, context).formerCause, undefined);
  });

  it("says what happened, why, what the service does and what to do", () => {
    const { subject, body } = toAlert(failure, context);
    assert.equal(subject, "Order 7 was not replicated yet");
    for (const part of [
      "Order 7 was not replicated yet.",
      "answered 503",
      "does: The order is retried.",
      "do: ",
    ]) {
      assert.ok(body.includes(part), part);
    }
  });

  it("has one cause per function and failure code", () => {
    assert.equal(toAlert(failure, context).cause, "process-orders/store.unavailable");
  });

  it("requests no action where the cause usually resolves by itself, and a redrive where an operator is needed", () => {
    const bodyOf = (needsOperator: boolean) => toAlert(failure, { ...context, needsOperator }).body;
    assert.match(
      bodyOf(false),
      /What to do: Nothing, unless the alert repeats\. If it does: See status/,
    );
    assert.match(bodyOf(true), /What to do: See status.* Then redrive the order\.$/);
  });

  it("never requests a redrive of an invalid message", () => {
    const invalid = new Failure("message.invalid", "The message is not usable");
    assert.doesNotMatch(toAlert(invalid, { ...context, needsOperator: true }).body, /redrive/);
  });

  it("names all failed orders", () => {
    const { subject, body } = toAlert(failure, { ...context, orderIds: [7, 8, 9] });
    assert.equal(subject, "Order 7 was not replicated yet (and 2 more)");
    assert.ok(body.includes("3 orders failed in the same way: 7, 8, 9."));
  });

  it("names twenty of the thousand orders that a batch can hold", () => {
    const orderIds = Array.from({ length: 1_000 }, (_, n) => n + 1);
    const { body } = toAlert(failure, { ...context, orderIds });
    assert.match(body, /1000 orders failed in the same way: 1, 2, .*, 19, 20 and 980 more\./);
  });

  it("keeps its subject below the 100 characters that SNS allows", () => {
    const orderIds = Array.from({ length: 1_000 }, (_, n) => n + 1);
    const { subject } = toAlert(failure, { ...context, summary: "x".repeat(200), orderIds });
    assert.ok(subject.length < 100);
  });
});

describe("alertText", () => {
  const textOf = (over: Partial<Alert> = {}) => alertText(anAlert(over), alertLinks);

  it("adds the page of the runbook and the trace id", () => {
    const text = textOf();
    assert.ok(text.startsWith("What to do\n\nRunbook: docs/runbooks/store-unavailable.md\n\n"));
    assert.match(text, /Trace id: trace-7\./);
  });

  it("links to the owner's copy of the runbooks", () => {
    const runbooksUrl = "https://github.com/acme/orders/blob/main/docs/runbooks";
    const text = alertText(anAlert({ code: "record.tooLarge" }), { ...alertLinks, runbooksUrl });
    assert.ok(text.includes(`Runbook: ${runbooksUrl}/record-too-large.md\n`));
  });

  it("contains the retry command, for the deployed queue and region", () => {
    assert.equal(
      commandIn(textOf()),
      `aws sqs send-message --region us-east-1 --queue-url https://sqs.us-east-1.amazonaws.com/000000000000/orders --message-body '{"v":1,"orderId":7,"reason":"redrive","traceId":"trace-7"}'`,
    );
  });

  it("contains a command that sends a valid message when pasted into a shell", () => {
    const { body, ...where } = pasted(textOf());
    assert.deepEqual(where, { region: "us-east-1", queueUrl: alertLinks.ordersQueueUrl });
    const message = parseMessage(body);
    assert.ok(!(message instanceof Failure));
    assert.deepEqual([message.orderId, message.reason, message.traceId], [7, "redrive", "trace-7"]);
  });

  it("passes nothing from a message to a shell but an order's id and a safe trace id", () => {
    const text = textOf({ traceId: "t'; rm -rf ~ #" });
    assert.equal(pasted(text).body, '{"v":1,"orderId":7,"reason":"redrive"}');
  });

  it("contains no command where a retry would set no status", () => {
    assert.equal(commandIn(textOf({ code: "order.overwritten" })), undefined);
  });

  it("contains no command where no order failed", () => {
    assert.equal(commandIn(textOf({ orderIds: [] })), undefined);
  });
});
