import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { type AlertContext, toAlert } from "../domain/alert";
import { Failure } from "../domain/failure";
import { deliveryDelaySeconds, toMessage } from "../domain/orderMessage";
import type { HttpRequest, WebhookSecrets } from "../domain/webhookAuth";
import {
  type AuthenticEvent,
  isDuplicate,
  verifyWebhook,
  type WebhookRules,
} from "../domain/webhookVerification";
import type {
  Alerts,
  Clock,
  Log,
  NewId,
  OrderQueue,
  ReadWebhookSecrets,
  WebhookEvents,
} from "../ports";
import { withCurrentSecrets } from "./receiving/withCurrentSecrets";
import { resultOrFailure } from "./resultOrFailure";

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
 * HTTP → queue → webhook row. Responds without a request to BigCommerce, which redelivers an event
 * after a slow response and in the end deactivates the webhook.
 */
export const receiveWebhook = (ports: ReceiveWebhookPorts, rules: WebhookRules) => {
  const verifyWith = withCurrentSecrets(ports);
  return async (request: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const received = { traceId: ports.newId(), at: arrivalOf(request) ?? ports.now() };
    const { traceId } = received;
    const verify = (secrets: WebhookSecrets) =>
      verifyWebhook(toHttpRequest(request), secrets, rules, ports.now());
    const verdict = await resultOrFailure(() => verifyWith(verify));
    if (verdict instanceof Failure)
      return respondNotAccepted(ports, verdict, { which: "A webhook", traceId });
    switch (verdict.kind) {
      case "refuse":
        ports.log("webhook.refused", { traceId, ...verdict }, "warn");
        return respond(verdict.httpStatus, verdict.why);
      case "unusable":
        await reportUnusable(ports, verdict.why, traceId);
        return respond(200);
      case "ignore":
        ports.log("webhook.ignored", { traceId, why: verdict.why });
        return respond(200);
      case "queue":
        return accept(ports, verdict.event, { ...received, why: verdict.why });
    }
  };
};

/** When a webhook arrived, under which trace id, and why the webhook is accepted. */
interface Arrival {
  readonly traceId: string;
  readonly at: Date;
  readonly why: string;
}

/** When API Gateway received the request, before any cold start; test invocations may lack the time. */
const arrivalOf = ({ requestContext }: APIGatewayProxyEvent): Date | undefined => {
  const { requestTimeEpoch } = (requestContext ?? {}) as { readonly requestTimeEpoch?: unknown };
  return typeof requestTimeEpoch === "number" ? new Date(requestTimeEpoch) : undefined;
};

const accept = async (
  ports: ReceiveWebhookPorts,
  event: AuthenticEvent,
  arrival: Arrival,
): Promise<APIGatewayProxyResult> => {
  const { traceId, at } = arrival;
  const known = event.signed ? await resultOrFailure(() => ports.events.find(event)) : undefined;
  if (!(known instanceof Failure) && isDuplicate(event, known, at)) {
    ports.log("webhook.ignored", { traceId, why: "duplicate: queued before" });
    return respond(200);
  }
  const queued = await resultOrFailure(() => enqueue(ports, event, arrival));
  if (queued instanceof Failure) {
    const which = `The webhook for order ${event.orderId}`;
    return respondNotAccepted(ports, queued, { which, traceId, orderIds: [event.orderId] });
  }
  if (known instanceof Failure) await alertDedupFailed(ports, known, event, arrival);
  await storeEvent(ports, event, arrival);
  return respond(200);
};

/** An event that cannot be checked for a duplicate is enqueued once more. */
const alertDedupFailed = async (
  ports: ReceiveWebhookPorts,
  failure: Failure,
  { orderId }: AuthenticEvent,
  { traceId }: Arrival,
) => {
  const summary = `A webhook for order ${orderId} was not checked for a duplicate`;
  const automaticAction =
    "The webhook was queued: an order that is queued twice is replicated once.";
  await report(ports, failure, { summary, automaticAction, traceId });
};

const enqueue = async (
  ports: ReceiveWebhookPorts,
  event: AuthenticEvent,
  { traceId, at }: Arrival,
) => {
  const { orderId, scope, eventId } = event;
  const message = toMessage(event, { traceId, at: at.toISOString() });
  await ports.queue.send([message], deliveryDelaySeconds(event));
  ports.log("webhook.queued", { traceId, orderId, scope, eventId });
};

/** The order is on the queue by now, so a row that cannot be written is no reason for a redelivery. */
const storeEvent = async (ports: ReceiveWebhookPorts, event: AuthenticEvent, arrival: Arrival) => {
  const stored = await resultOrFailure(() => ports.events.add(event, arrival));
  if (!(stored instanceof Failure)) return;
  const summary = `The webhook for order ${event.orderId} was queued but its row was not stored`;
  const automaticAction =
    "The order is replicated all the same; only the row of its webhook is missing.";
  await report(ports, stored, { summary, automaticAction, traceId: arrival.traceId });
};

/** Polls find what the webhook was about; an alert that cannot be published is no reason for a redelivery. */
const reportUnusable = async (ports: ReceiveWebhookPorts, why: string, traceId: string) => {
  const failure = new Failure("webhook.unusable", `An authentic webhook is of no use: ${why}`);
  const { code, message: error } = failure;
  ports.log("webhook.unusable", { traceId, code, error }, "warn");
  const alert = toAlert(failure, {
    source: "receive-webhook",
    summary: "A webhook of the store was not understood",
    automaticAction: "The webhook is acknowledged, and polls find the order that it was about.",
    traceId,
  });
  await resultOrFailure(() => ports.alerts.publish(alert));
};

const respondNotAccepted = async (
  ports: ReceiveWebhookPorts,
  failure: Failure,
  {
    which,
    ...context
  }: Omit<ReportContext, "summary" | "automaticAction"> & { readonly which: string },
): Promise<APIGatewayProxyResult> => {
  const summary = `${which} was not accepted`;
  const automaticAction =
    "BigCommerce redelivers the webhook for two days, and the next poll finds the order as well.";
  await report(ports, failure, { ...context, summary, automaticAction });
  return respond(500, "not accepted, please retry");
};

type ReportContext = Omit<AlertContext, "source">;

const report = async (ports: ReceiveWebhookPorts, failure: Failure, context: ReportContext) => {
  const { code, message, logFields } = failure;
  const { summary, traceId } = context;
  ports.log("webhook.failed", { traceId, summary, code, error: message, ...logFields }, "error");
  await ports.alerts.publish(toAlert(failure, { ...context, source: "receive-webhook" }));
};

const respond = (statusCode: number, why?: string): APIGatewayProxyResult => ({
  statusCode,
  headers: why === undefined ? {} : { "content-type": "application/json" },
  body: why === undefined ? "" : JSON.stringify({ message: why }),
});

/** This API's binary media types are `all`, so real bodies arrive in base64; test invocations may not. */
const toHttpRequest = ({ headers, body, isBase64Encoded }: APIGatewayProxyEvent): HttpRequest => ({
  headers: Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value ?? ""]),
  ),
  body: Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8"),
});
