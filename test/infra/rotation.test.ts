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

/** What Pulumi would update: resources whose inputs are others than before, code and all. */
const changes = (before: DeclaredStack, after: DeclaredStack): readonly DeclaredResource[] =>
  after.resources.filter((each) => {
    const same = before.resources.find(({ urn }) => urn === each.urn);
    return !same || inputsOf(same) !== inputsOf(each);
  });

describe("secrets that are rotated", () => {
  let old: DeclaredStack;
  let fresh: DeclaredStack;
  before(async function () {
    this.timeout(180_000);
    [old, fresh] = await Promise.all([recordedStack("dev"), recordedStack("dev", rotated)]);
  });

  it("change their parameters and the webhooks that carry one, and no function", () => {
    const changed = changes(old, fresh).map(({ type, name }) => `${type} ${name}`);
    const webhooks = ofType(fresh, types.webhook).map(({ name }) => `${types.webhook} ${name}`);
    const parameters = ["access-token", "webhook-secrets"].map(
      (name) => `${types.parameter} ${name}`,
    );
    assert.deepEqual([...changed].sort(), [...parameters, ...webhooks].sort());
    assert.equal(fresh.resources.length, old.resources.length);
  });

  it("change nothing but the value of a parameter", () => {
    for (const { urn, inputs } of changes(old, fresh)) {
      const then = old.resources.find((each) => each.urn === urn)?.inputs ?? {};
      const keys = Object.keys(inputs).filter(
        (key) => JSON.stringify(inputs[key]) !== JSON.stringify(then[key]),
      );
      assert.equal(keys.length, 1);
      assert.match(keys[0] ?? "", /^(value|secret)$/);
    }
  });
});
