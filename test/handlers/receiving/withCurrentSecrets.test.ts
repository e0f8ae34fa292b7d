import assert from "node:assert/strict";
import sinon from "sinon";
import { Failure } from "../../../domain/failure";
import type { WebhookSecrets } from "../../../domain/webhookAuth";
import {
  cachedParameter,
  memoryParameter,
} from "../../../faultSimulation/service/memory/memoryParameter";
import { receiveWebhook } from "../../../handlers/receiveWebhook";
import { aWebhookRequest, scopes } from "../../support/aWebhookRequest";
import { convertedCart } from "../../support/convertedCart";
import { fakePorts } from "../../support/fakePorts";

const startedAt = Date.parse("2026-11-21T10:00:00.000Z");
const asText = (over: Partial<WebhookSecrets>) =>
  JSON.stringify({ secret: "", previousSecret: "", clientSecret: "", ...over });

/** A container with cached secrets, and a parameter whose reads are counted. */
const aWarmContainer = async () => {
  let at = startedAt;
  const parameter = memoryParameter(asText({ secret: "before" }));
  const read = sinon.stub().callsFake(parameter.read);
  const cached = cachedParameter(read, () => at);
  const ports = {
    ...fakePorts(),
    now: () => new Date(at),
    secrets: async (options?: { readonly fresh?: boolean }) =>
      JSON.parse(await cached.read(options)) as WebhookSecrets,
  };
  const rules = { storeHash: "abc123", scopes, requireSignature: false };
  const receive = receiveWebhook(ports, rules);
  const statusFor = async (secret: string): Promise<number> => {
    const request = aWebhookRequest(JSON.stringify(convertedCart(100)), {
      "X-Webhook-Secret": secret,
    });
    return (await receive(request)).statusCode;
  };
  assert.equal(await statusFor("before"), 200);
  read.resetHistory();
  const advance = (ms: number) => void (at += ms);
  const fail = () => void read.rejects(new Failure("aws.failed", "SSM is down"));
  return { ports, parameter, read, statusFor, advance, fail };
};

describe("receiveWebhook in a warm container whose secrets are rotated", () => {
  it("accepts the first webhook with the new secret, and reads the parameter once", async () => {
    const { parameter, read, statusFor } = await aWarmContainer();
    parameter.set(asText({ secret: "after", previousSecret: "before" }));
    for (const secret of ["after", "before", "after"]) assert.equal(await statusFor(secret), 200);
    sinon.assert.calledOnce(read);
  });

  it("reads nothing again for a cached secret, however often webhooks come", async () => {
    const { read, statusFor } = await aWarmContainer();
    for (let n = 0; n < 100; n++) assert.equal(await statusFor("before"), 200);
    sinon.assert.notCalled(read);
  });

  it("reads once for a thousand forgeries in a second, and rejects them all", async () => {
    const { read, statusFor, advance } = await aWarmContainer();
    for (let n = 0; n < 1_000; n++) {
      assert.equal(await statusFor(`guess-${n}`), 401);
      advance(1);
    }
    sinon.assert.calledOnce(read);
  });

  it("accepts the new secret ten seconds after a forgery at the latest", async () => {
    const { parameter, read, statusFor, advance } = await aWarmContainer();
    assert.equal(await statusFor("guess"), 401);
    parameter.set(asText({ secret: "after" }));
    advance(9_999);
    assert.equal(await statusFor("after"), 401);
    advance(1);
    assert.equal(await statusFor("after"), 200);
    sinon.assert.calledTwice(read);
  });

  it("responds 500 and alerts when the secrets cannot be read again", async () => {
    const { ports, fail, statusFor } = await aWarmContainer();
    const publish = sinon.spy(ports.alerts, "publish");
    fail();
    assert.equal(await statusFor("after"), 500);
    sinon.assert.calledOnce(publish);
  });
});
