import assert from "node:assert/strict";
import type { Resource } from "../../policy/rule";
import { type PolicyPackProcess, startPolicyPack } from "../support/policyPack";
import { recordedStack, seenByPolicies, types } from "../support/recordedStack";

/** How the engine writes, in a preview, a text that is known only after the deployment. */
const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const changed = (resource: Resource, props: object): Resource => ({
  ...resource,
  props: { ...resource.props, ...props },
});

describe("the policy pack, started as Pulumi's engine does it", () => {
  let pack: PolicyPackProcess;
  let resources: readonly Resource[];
  before(async function () {
    this.timeout(180_000);
    const [started, declared] = await Promise.all([startPolicyPack(), recordedStack("prod")]);
    pack = started;
    resources = seenByPolicies(declared);
  });
  after(() => pack.stop());

  const named = (type: string, name: string): Resource => {
    const found = resources.find((resource) => resource.type === type && resource.name === name);
    assert.ok(found);
    return found;
  };

  it("lets every resource of production pass, and the stack as a whole", async () => {
    const judged = await Promise.all(resources.map((resource) => pack.judge(resource)));
    assert.deepEqual([...judged.flat(), ...(await pack.judgeAll(resources))], []);
  });

  it("stops a resource that breaks a rule before it is made", async () => {
    const table = changed(named(types.table, "orders"), { deletionProtectionEnabled: false });
    assert.deepEqual(await pack.judge(table), [
      "mandatory tables-are-protected : expected deletion protection in prod, got false",
    ]);
  });

  it("stops a stack whose resources do not fit each other, and names the one to change", async () => {
    const queue = named(types.queue, "orders");
    const hasty = resources.map((one) =>
      one === queue ? changed(one, { visibilityTimeoutSeconds: 60 }) : one,
    );
    assert.deepEqual(await pack.judgeAll(hasty), [
      `mandatory messages-are-hidden-long-enough ${queue.urn}: expected messages to be hidden for at least 720 s, got 60`,
    ]);
  });

  it("says in a preview what it cannot know yet, and stops nothing for it", async () => {
    const policy = changed(named(types.rolePolicy, "poll-orders"), { policy: unknownText });
    const said = await pack.judge(policy);
    assert.ok(said.length > 0);
    for (const words of said) assert.match(words, /^advisory .* can't be known during preview$/);
  });
});
