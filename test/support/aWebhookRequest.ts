import type { APIGatewayProxyEvent } from "aws-lambda";

/** The scopes that the service subscribes to when `followChanges` is on. */
export const scopes = [
  "store/cart/converted",
  "store/order/created",
  "store/order/updated",
  "store/order/statusUpdated",
  "store/order/archived",
  "store/order/refund/created",
];

/** A POST as this API passes it on: the body in base64, since every media type counts as binary. */
export const aWebhookRequest = (
  body: string,
  headers: Readonly<Record<string, string>> = {},
): APIGatewayProxyEvent => ({
  httpMethod: "POST",
  path: "/cart-converted",
  resource: "/cart-converted",
  headers: { "Content-Type": "application/json", ...headers },
  multiValueHeaders: {},
  queryStringParameters: null,
  multiValueQueryStringParameters: null,
  pathParameters: null,
  stageVariables: null,
  body: Buffer.from(body).toString("base64"),
  isBase64Encoded: true,
  requestContext: {} as never,
});
