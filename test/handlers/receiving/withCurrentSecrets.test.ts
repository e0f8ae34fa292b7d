import assert from "node:assert/strict";
import sinon from "sinon";
import { Failure } from "../../../domain/failure";
import type { WebhookSecrets } from "../../../domain/webhookAuth";
import { receiveWebhook } from "../../../handlers/receiveWebhook";
import {
  cachedParameter,
  memoryParameter,
} from "../../../faultSimulation/service/memory/memoryParameter";
import { aWebhookRequest, scopes } from "../../support/aWebhookRequest";
import { convertedCart } from "../../support/convertedCart";
import { fakePorts } from "../../support/fakePorts";

const startedAt = Date.parse("2026-11-21T10:00:00.000Z");
const asText = (over: Partial<WebhookSecrets>) =>
  JSON.stringify({ secret: "", previousSecret: "", clientSecret: "", ...over });

/** A container that knows its secrets already, and a parameter that counts its readings. */
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
  const answerTo = async (secret: string): Promise<number> => {
    const request = aWebhookRequest(JSON.stringify(convertedCart(100)), {
      "X-Webhook-Secret": secret,
    });
    return (await receive(request)).statusCode;
  };
  assert.equal(await answerTo("before"), 200);
  read.resetHistory();
  const pass = (ms: number) => void (at += ms);
  const fail = () => void read.rejects(new Failure("aws.failed", "SSM is down"));
  return { ports, parameter, read, answerTo, pass, fail };
};

describe("receiveWebhook in a warm container whose secrets are rotated", () => {
  it("takes the first webhook that bears the new one, and reads it once", async () => {
    const { parameter, read, answerTo } = await aWarmContainer();
    parameter.set(asText({ secret: "after", previousSecret: "before" }));
    for (const secret of ["after", "before", "after"]) assert.equal(await answerTo(secret), 200);
    sinon.assert.calledOnce(read);
  });

  it("reads nothing anew for what it knows, however often it comes", async () => {
    const { read, answerTo } = await aWarmContainer();
    for (let n = 0; n < 100; n++) assert.equal(await answerTo("before"), 200);
    sinon.assert.notCalled(read);
  });

  it("reads once for a thousand forgeries in a second, and refuses them all", async () => {
    const { read, answerTo, pass } = await aWarmContainer();
    for (let n = 0; n < 1_000; n++) {
      assert.equal(await answerTo(`guess-${n}`), 401);
      pass(1);
    }
    sinon.assert.calledOnce(read);
  });

  it("takes the new one ten seconds after a forgery at the latest", async () => {
    const { parameter, read, answerTo, pass } = await aWarmContainer();
    assert.equal(await answerTo("guess"), 401);
    parameter.set(asText({ secret: "after" }));
    pass(9_999);
    assert.equal(await answerTo("after"), 401);
    pass(1);
    assert.equal(await answerTo("after"), 200);
    sinon.assert.calledTwice(read);
  });

  it("has a webhook sent again when the secrets cannot be read anew, and tells people", async () => {
    const { ports, fail, answerTo } = await aWarmContainer();
    const publish = sinon.spy(ports.alerts, "publish");
    fail();
    assert.equal(await answerTo("after"), 500);
    sinon.assert.calledOnce(publish);
  });
});
