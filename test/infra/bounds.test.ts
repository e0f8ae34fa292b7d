import assert from "node:assert/strict";
import type { DeclaredResource, DeclaredStack } from "../../local/declareStack";
import { violationsIn } from "../../policy/rules";
import { expectedOf, mockPulumi } from "../support/configProblems";
import {
  onEveryStack,
  only,
  parsedJson,
  policyResources,
  recordedStack,
  types,
} from "../support/recordedStack";
import { boundsOf } from "../support/settingBounds";
import { declaredSettings } from "../support/stackFiles";

type Settings = Readonly<Record<string, string>>;

const atBounds = (pick: (inside: readonly string[]) => string | undefined): Settings =>
  Object.fromEntries(
    Object.keys(declaredSettings()).map((key) => [
      key,
      pick(boundsOf(expectedOf(key)).inside) ?? "",
    ]),
  );

/** All settings at their first bound, and all at their last, except those that constrain each other. */
const extremes: Readonly<Record<string, () => Settings>> = {
  smallest: () => ({
    ...atBounds((inside) => inside[0]),
    newOrderStatusIds: "[14]",
    requireSignature: "false",
  }),
  largest: () => ({
    ...atBounds((inside) => inside.at(-1)),
    newOrderStatusIds: "[0,1,2,3,4,5,6,7,8,9,10,11,12,13]",
    requireSignature: "true",
    clientId: "x".repeat(1024), // not a secret, so must not look like one
  }),
};

/** Rule 10: retry delays double from a minute to five hours, each with up to 20 % of jitter. */
const retrySeconds = (receives: number): number =>
  Array.from({ length: receives }, (_, n) => 1.2 * Math.min(60 * 2 ** n, 5 * 3600)).reduce(
    (sum, wait) => sum + wait,
    0,
  );

const assertRetentionOutlastsRetries = (declared: DeclaredStack): void => {
  const { redrivePolicy, messageRetentionSeconds } = only(declared, types.queue, "orders").inputs;
  const { maxReceiveCount } = parsedJson(redrivePolicy) as { maxReceiveCount: number };
  const retried = retrySeconds(maxReceiveCount);
  assert.ok(Number(messageRetentionSeconds) > retried, `retried for ${retried} s`);
};

const withRetention = (queue: DeclaredResource, messageRetentionSeconds: number) => ({
  ...queue,
  inputs: { ...queue.inputs, messageRetentionSeconds },
});

describe("a declared stack", () => {
  before(mockPulumi);

  onEveryStack((recorded) => {
    it("obeys every rule", () => assert.deepEqual(violationsIn(policyResources(recorded())), []));

    it("retains messages longer than they are retried", () =>
      assertRetentionOutlastsRetries(recorded()));
  });

  describe("with all settings at their bounds", () => {
    const declared = new Map<string, DeclaredStack>();
    before(async function () {
      this.timeout(180_000);
      const declare = async ([which, settings]: readonly [string, () => Settings]) =>
        declared.set(which, await recordedStack("dev", settings()));
      await Promise.all(Object.entries(extremes).map(declare));
    });

    for (const which of Object.keys(extremes)) {
      it(`obeys every rule and retains messages longer than they are retried: the ${which}`, () => {
        const stack = declared.get(which);
        assert.ok(stack);
        assert.deepEqual(violationsIn(policyResources(stack)), []);
        assertRetentionOutlastsRetries(stack);
      });
    }
  });

  it("fails where messages are not retained longer than they are retried", async () => {
    const declared = await recordedStack("dev");
    const resources = declared.resources.map((each) =>
      each.type === types.queue ? withRetention(each, 86_400) : each,
    );
    assert.throws(
      () => assertRetentionOutlastsRetries({ ...declared, resources }),
      /retried for \d+ s/,
    );
  });
});
