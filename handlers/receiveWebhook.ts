import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { toAlert } from "../domain/alert";
import { toFailure } from "../domain/failure";
import {
  type HttpRequest,
  judgeWebhook,
  type WebhookEvent,
  type WebhookRules,
} from "../domain/webhook";
import type {
  Alerts,
  Clock,
  Log,
  NewId,
  OrderQueue,
  ReadWebhookSecrets,
  WebhookEvents,
} from "../ports";

export interface ReceiveWebhookPorts {
  readonly secrets: ReadWebhookSecrets;
  readonly queue: OrderQueue;
  readonly events: WebhookEvents;
  readonly alerts: Alerts;
  readonly log: Log;
  readonly now: Clock;
  readonly newId: NewId;
}

/**
 * HTTP → queue → webhook row. Answers without asking BigCommerce anything: who waits too long for
 * an answer sends again, and switches the hook off in the end.
 */
export const receiveWebhook =
  (ports: ReceiveWebhookPorts, rules: WebhookRules) =>
  async (request: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const traceId = ports.newId();
    try {
      const secrets = await ports.secrets();
      const verdict = judgeWebhook(toHttpRequest(request), secrets, rules, ports.now());
      if (verdict.kind === "refuse") {
        ports.log("webhook.refused", { traceId, ...verdict }, "warn");
        return answer(verdict.httpStatus, verdict.why);
      }
      if (verdict.kind === "ignore") {
        ports.log("webhook.ignored", { traceId, why: verdict.why });
        return answer(200);
      }
      await queueOrder(ports, verdict.event, traceId);
      await keepEvent(ports, verdict.event, traceId);
      return answer(200);
    } catch (thrown) {
      await report(ports, thrown, "A webhook was not taken; BigCommerce sends it again", traceId);
      return answer(500, "not taken, send it again");
    }
  };

const queueOrder = async (ports: ReceiveWebhookPorts, event: WebhookEvent, traceId: string) => {
  const { orderId, scope, eventId } = event;
  const at = ports.now().toISOString();
  await ports.queue.send([{ v: 1, orderId, reason: "webhook", traceId, at }]);
  ports.log("webhook.queued", { traceId, orderId, scope, eventId });
};

/** The order is safe on the queue by now, so a row that cannot be written is no reason to send again. */
const keepEvent = async (ports: ReceiveWebhookPorts, event: WebhookEvent, traceId: string) => {
  try {
    await ports.events.add(event, { at: ports.now(), traceId });
  } catch (thrown) {
    const what = `The webhook for order ${event.orderId} was queued but its row was not stored`;
    await report(ports, thrown, what, traceId);
  }
};

const report = async (
  ports: ReceiveWebhookPorts,
  thrown: unknown,
  what: string,
  traceId: string,
) => {
  const failure = toFailure(thrown);
  const { code, message, details } = failure;
  ports.log("webhook.failed", { traceId, what, code, error: message, ...details }, "error");
  await ports.alerts.raise(toAlert(failure, { source: "receive-webhook", what, traceId }));
};

const answer = (statusCode: number, why?: string): APIGatewayProxyResult => ({
  statusCode,
  headers: why === undefined ? {} : { "content-type": "application/json" },
  body: why === undefined ? "" : JSON.stringify({ message: why }),
});

/** This API's binary media types are all, so real bodies arrive in base64; test invocations may not. */
const toHttpRequest = ({ headers, body, isBase64Encoded }: APIGatewayProxyEvent): HttpRequest => ({
  headers: Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value ?? ""]),
  ),
  body: Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8"),
});
