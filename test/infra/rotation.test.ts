import assert from "node:assert/strict";
import type { DeclaredResource, DeclaredStack } from "../../local/declareStack";
import { ofType, recordedStack, types } from "../support/recordedStack";

const rotated = {
  accessToken: "rotated-access-token-7be1",
  webhookSecret: "rotated-webhook-secret-41cc",
  previousWebhookSecret: "rotated-previous-secret-e803",
  clientSecret: "rotated-client-secret-99f4",
};

const inputsOf = ({ inputs }: DeclaredResource) => JSON.stringify(inputs);

/** The resources that Pulumi would update: their inputs changed, code included. */
const changedResources = (
  before: DeclaredStack,
  after: DeclaredStack,
): readonly DeclaredResource[] =>
  after.resources.filter((each) => {
    const same = before.resources.find(({ urn }) => urn === each.urn);
    return !same || inputsOf(same) !== inputsOf(each);
  });

describe("a rotation of all secrets", () => {
  let old: DeclaredStack;
  let rotatedStack: DeclaredStack;
  before(async function () {
    this.timeout(180_000);
    [old, rotatedStack] = await Promise.all([recordedStack("dev"), recordedStack("dev", rotated)]);
  });

  it("updates the parameters and the webhooks that carry a secret, and no function", () => {
    const changed = changedResources(old, rotatedStack).map(({ type, name }) => `${type} ${name}`);
    const webhooks = ofType(rotatedStack, types.webhook).map(
      ({ name }) => `${types.webhook} ${name}`,
    );
    const parameters = ["access-token", "webhook-secrets"].map(
      (name) => `${types.parameter} ${name}`,
    );
    assert.deepEqual([...changed].sort(), [...parameters, ...webhooks].sort());
    assert.equal(rotatedStack.resources.length, old.resources.length);
  });

  it("changes nothing but the value or secret of a resource", () => {
    for (const { urn, inputs } of changedResources(old, rotatedStack)) {
      const before = old.resources.find((each) => each.urn === urn)?.inputs ?? {};
      const keys = Object.keys(inputs).filter(
        (key) => JSON.stringify(inputs[key]) !== JSON.stringify(before[key]),
      );
      assert.equal(keys.length, 1);
      assert.match(keys[0] ?? "", /^(value|secret)$/);
    }
  });
});
