import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { topicSubscriptions } from "../../adapters/topicSubscriptions";

const arnOf = (name: string) => `arn:aws:sns:us-east-1:123456789012:${name}`;
const topicArns = {
  "application-errors": arnOf("application-errors-1a2b"),
  "dead-letters": arnOf("dead-letters-1a2b"),
};

const attributesResponse = (attributes: string) =>
  `<GetTopicAttributesResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><GetTopicAttributesResult><Attributes>${attributes}</Attributes></GetTopicAttributesResult></GetTopicAttributesResponse>`;

describe("topicSubscriptions", () => {
  const before = { ...process.env };
  let server: Server;
  const listen = async (listener: RequestListener) => {
    server = createServer(listener).listen(0, "127.0.0.1");
    await once(server, "listening");
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_SNS: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
    });
  };
  afterEach(async () => {
    process.env = { ...before };
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });

  it("stops waiting for an SNS that does not respond", async () => {
    await listen(() => undefined);
    const subscriptions = topicSubscriptions({ topicArns, timeoutMs: 50 });
    await assert.rejects(subscriptions.countConfirmed("dead-letters"), {
      code: "aws.failed",
      message: /^Counting the subscriptions of dead-letters failed: \w+/,
    });
  });

  it("takes a response without the count for a failure, not for zero", async () => {
    await listen((_request, response) => response.end(attributesResponse("")));
    await assert.rejects(topicSubscriptions({ topicArns }).countConfirmed("application-errors"), {
      code: "aws.failed",
      message:
        "Expected SNS to count the confirmed subscriptions of application-errors, got SubscriptionsConfirmed undefined",
    });
  });
});
