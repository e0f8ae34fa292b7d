import assert from "node:assert/strict";
import type { Resource } from "../../policy/rule";
import { type PolicyPackProcess, startPolicyPack } from "../support/policyPack";
import { policyResources, recordedStack, types } from "../support/recordedStack";

/** The engine's placeholder, in a preview, for a string that is known only after the deployment. */
const unknownString = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const changed = (resource: Resource, props: object): Resource => ({
  ...resource,
  props: { ...resource.props, ...props },
});

describe("the policy pack, started as by Pulumi's engine", () => {
  let pack: PolicyPackProcess;
  let resources: readonly Resource[];
  before(async function () {
    this.timeout(180_000);
    const [started, declared] = await Promise.all([startPolicyPack(), recordedStack("prod")]);
    pack = started;
    resources = policyResources(declared);
  });
  after(() => pack.stop());

  const named = (type: string, name: string): Resource => {
    const found = resources.find((resource) => resource.type === type && resource.name === name);
    assert.ok(found);
    return found;
  };

  it("accepts every resource of prod, and the stack as a whole", async () => {
    const diagnostics = await Promise.all(resources.map((resource) => pack.analyze(resource)));
    assert.deepEqual([...diagnostics.flat(), ...(await pack.analyzeStack(resources))], []);
  });

  it("rejects a resource that violates a rule before it is created", async () => {
    const table = changed(named(types.table, "orders"), { deletionProtectionEnabled: false });
    assert.deepEqual(await pack.analyze(table), [
      "mandatory tables-are-protected : expected deletion protection in prod, got false",
    ]);
  });

  it("rejects a stack whose resources contradict each other, and names the resource to change", async () => {
    const queue = named(types.queue, "orders");
    const violating = resources.map((one) =>
      one === queue ? changed(one, { visibilityTimeoutSeconds: 60 }) : one,
    );
    assert.deepEqual(await pack.analyzeStack(violating), [
      `mandatory visibility-timeouts-are-long-enough ${queue.urn}: expected a visibility timeout of at least 720 s, got 60`,
    ]);
  });

  it("rejects a stack in a first preview, where resources are related by dependency", async () => {
    const queue = named(types.queue, "orders");
    const mapping = named(types.mapping, "orders");
    const violating = resources.map((one) => {
      if (one === queue) return changed(one, { arn: unknownString, visibilityTimeoutSeconds: 60 });
      if (one !== mapping) return one;
      const propertyDependencies = { eventSourceArn: [queue.urn] };
      return { ...changed(one, { eventSourceArn: unknownString }), propertyDependencies };
    });
    assert.deepEqual(await pack.analyzeStack(violating), [
      `mandatory visibility-timeouts-are-long-enough ${queue.urn}: expected a visibility timeout of at least 720 s, got 60`,
    ]);
  });

  it("rejects what a preview knows beside what the preview cannot know yet", async () => {
    const Statement = [
      { Action: "sqs:SendMessage", Resource: unknownString },
      { Action: "sqs:SendMessage", Resource: "*" },
    ];
    const policy = changed(named(types.rolePolicy, "poll-orders"), { policy: { Statement } });
    const [violation, unknown, ...others] = await pack.analyze(policy);
    assert.match(violation ?? "", /^mandatory resources-are-named .*got "\*"$/);
    assert.match(unknown ?? "", /^advisory .*\.policy\.Statement\.0\.Resource can't be known/);
    assert.deepEqual(others, []);
  });

  it("reports what a preview cannot know yet as advisory", async () => {
    const policy = changed(named(types.rolePolicy, "poll-orders"), { policy: unknownString });
    const diagnostics = await pack.analyze(policy);
    assert.ok(diagnostics.length > 0);
    for (const each of diagnostics)
      assert.match(each, /^advisory .* can't be known during preview$/);
  });
});
