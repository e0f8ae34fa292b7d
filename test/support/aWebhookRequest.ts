import type { APIGatewayProxyEvent } from "aws-lambda";

/** The events that BigCommerce is asked to tell of when stored orders follow changes. */
export const scopes = [
  "store/cart/converted",
  "store/order/created",
  "store/order/updated",
  "store/order/statusUpdated",
  "store/order/archived",
  "store/order/refund/created",
];

/** A POST as this API hands it over: the body in base64, since its binary media types are all. */
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
