import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { type AlertContext, toAlert } from "../domain/alert";
import { Failure } from "../domain/failure";
import { deliveryDelaySeconds, toMessage } from "../domain/message";
import {
  type AuthenticEvent,
  isDuplicate,
  verifyWebhook,
  type WebhookRules,
} from "../domain/webhookVerification";
import type { HttpRequest, WebhookSecrets } from "../domain/webhookAuth";
import type {
  Alerts,
  Clock,
  Log,
  NewId,
  OrderQueue,
  ReadWebhookSecrets,
  WebhookEvents,
} from "../ports";
import { catchFailure } from "./catchFailure";
import { withCurrentSecrets } from "./receiving/withCurrentSecrets";

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
export const receiveWebhook = (ports: ReceiveWebhookPorts, rules: WebhookRules) => {
  const bySecretsInForce = withCurrentSecrets(ports);
  return async (request: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const received = { traceId: ports.newId(), at: arrivalOf(request) ?? ports.now() };
    const { traceId } = received;
    const judge = (secrets: WebhookSecrets) =>
      verifyWebhook(toHttpRequest(request), secrets, rules, ports.now());
    const verdict = await catchFailure(() => bySecretsInForce(judge));
    if (verdict instanceof Failure) {
      return notTaken(ports, verdict, { which: "A webhook", traceId });
    }
    switch (verdict.kind) {
      case "refuse":
        ports.log("webhook.refused", { traceId, ...verdict }, "warn");
        return answer(verdict.httpStatus, verdict.why);
      case "ignore":
        ports.log("webhook.ignored", { traceId, why: verdict.why });
        return answer(200);
      case "queue":
        return take(ports, verdict.event, { ...received, why: verdict.why });
    }
  };
};

/** When and under which trace id a webhook came, and why it is taken. */
interface Received {
  readonly traceId: string;
  readonly at: Date;
  readonly why: string;
}

/** When the API took the request, which a cold start cannot delay; test invocations may not say. */
const arrivalOf = ({ requestContext }: APIGatewayProxyEvent): Date | undefined => {
  const { requestTimeEpoch } = (requestContext ?? {}) as { readonly requestTimeEpoch?: unknown };
  return typeof requestTimeEpoch === "number" ? new Date(requestTimeEpoch) : undefined;
};

const take = async (
  ports: ReceiveWebhookPorts,
  event: AuthenticEvent,
  received: Received,
): Promise<APIGatewayProxyResult> => {
  const { traceId, at } = received;
  const known = event.signed ? await catchFailure(() => ports.events.find(event)) : undefined;
  if (!(known instanceof Failure) && isDuplicate(event, known, at)) {
    ports.log("webhook.ignored", { traceId, why: "it was queued already" });
    return answer(200);
  }
  const queued = await catchFailure(() => queueOrder(ports, event, received));
  if (queued instanceof Failure) {
    const which = `The webhook for order ${event.orderId}`;
    return notTaken(ports, queued, { which, traceId, orderIds: [event.orderId] });
  }
  if (known instanceof Failure) await tellUnchecked(ports, known, event, received);
  await keepEvent(ports, event, received);
  return answer(200);
};

/** Where it cannot be found out whether an event came before, it is queued once more. */
const tellUnchecked = async (
  ports: ReceiveWebhookPorts,
  failure: Failure,
  { orderId }: AuthenticEvent,
  { traceId }: Received,
) => {
  const summary = `Whether a webhook for order ${orderId} had come before was not found out`;
  const automaticAction = "It was queued, and an order that is queued twice is replicated once.";
  await report(ports, failure, { summary, automaticAction, traceId });
};

const queueOrder = async (
  ports: ReceiveWebhookPorts,
  event: AuthenticEvent,
  { traceId, at }: Received,
) => {
  const { orderId, scope, eventId } = event;
  const message = toMessage(event, { traceId, at: at.toISOString() });
  await ports.queue.send([message], deliveryDelaySeconds(event));
  ports.log("webhook.queued", { traceId, orderId, scope, eventId });
};

/** The order is safe on the queue by now, so a row that cannot be written is no reason to send again. */
const keepEvent = async (ports: ReceiveWebhookPorts, event: AuthenticEvent, received: Received) => {
  const kept = await catchFailure(() => ports.events.add(event, received));
  if (!(kept instanceof Failure)) return;
  const summary = `The webhook for order ${event.orderId} was queued but its row was not stored`;
  const automaticAction =
    "The order is replicated all the same; only the row of its webhook is missing.";
  await report(ports, kept, { summary, automaticAction, traceId: received.traceId });
};

const notTaken = async (
  ports: ReceiveWebhookPorts,
  failure: Failure,
  { which, ...about }: Omit<About, "summary" | "automaticAction"> & { readonly which: string },
): Promise<APIGatewayProxyResult> => {
  const summary = `${which} was not taken`;
  const automaticAction =
    "BigCommerce sends it again for two days, and the next poll finds its order as well.";
  await report(ports, failure, { ...about, summary, automaticAction });
  return answer(500, "not taken, send it again");
};

/** What people are told besides the failure itself. */
type About = Omit<AlertContext, "source">;

const report = async (ports: ReceiveWebhookPorts, failure: Failure, about: About) => {
  const { code, message, logFields } = failure;
  const { summary, traceId } = about;
  ports.log("webhook.failed", { traceId, summary, code, error: message, ...logFields }, "error");
  await ports.alerts.publish(toAlert(failure, { ...about, source: "receive-webhook" }));
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
