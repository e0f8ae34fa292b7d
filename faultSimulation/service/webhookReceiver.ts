import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { WebhookRequest, WebhookSender } from "../../simulator/hooks/webhookSender";
import type { SimulationContext } from "../engine/simulationContext";
import type { LambdaFunction } from "./lambdaFunction";

export interface WebhookReceiverParts extends SimulationContext {
  readonly receiveWebhook: () => LambdaFunction<APIGatewayProxyEvent, APIGatewayProxyResult>;
}

/** API Gateway's proxy event, with the body in base64. */
const toProxyEvent = ({ headers, body }: WebhookRequest, at: number): APIGatewayProxyEvent =>
  ({
    headers,
    body: Buffer.from(body).toString("base64"),
    isBase64Encoded: true,
    httpMethod: "POST",
    path: "/cart-converted",
    requestContext: { requestTimeEpoch: at },
  }) as unknown as APIGatewayProxyEvent;

/** API Gateway in front of `receiveWebhook`, as the store calls it. */
export const webhookReceiver = (parts: WebhookReceiverParts): WebhookSender => {
  const { clock, random, faultInjector, trace, receiveWebhook } = parts;
  const seen = new Set<string>();
  return async (request) => {
    await clock.wait(random.integer(5, 80));
    if (faultInjector.injects("webhook timed out")) throw new Error("No response");
    if (seen.has(request.body)) faultInjector.count("webhook duplicated");
    seen.add(request.body);
    const result = await receiveWebhook().invoke(toProxyEvent(request, clock.now()));
    trace.add(result.invocation, result.kind);
    return result.kind === "returned" ? result.value.statusCode : 502;
  };
};
