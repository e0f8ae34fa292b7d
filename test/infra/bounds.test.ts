import assert from "node:assert/strict";
import type { DeclaredStack } from "../../local/declareStack";
import { violationsIn } from "../../policy/rules";
import { expectedOf, mockPulumi } from "../support/configProblems";
import { onEveryStack, recordedStack, seenByPolicies, types } from "../support/recordedStack";
import { boundsOf } from "../support/settingBounds";
import { declaredSettings } from "../support/stackFiles";
import { brokenRelations } from "../support/stackRelations";

type Settings = Readonly<Record<string, string>>;

const atBounds = (pick: (inside: readonly string[]) => string | undefined): Settings =>
  Object.fromEntries(
    Object.keys(declaredSettings()).map((key) => [
      key,
      pick(boundsOf(expectedOf(key)).inside) ?? "",
    ]),
  );

/** Every setting at its first bound, and every one at its last, but for what must fit together. */
const extremes: Readonly<Record<string, () => Settings>> = {
  smallest: () => ({
    ...atBounds((inside) => inside[0]),
    ...{ newOrderStatusIds: "[14]", requireSignature: "false" },
  }),
  largest: () => ({
    ...atBounds((inside) => inside.at(-1)),
    ...{ newOrderStatusIds: "[0,1,2,3,4,5,6,7,8,9,10,11,12,13]", requireSignature: "true" },
    clientId: "x".repeat(1024), // no secret, so it must not look like one
  }),
};

describe("what a stack declares", () => {
  before(mockPulumi);

  onEveryStack((recorded) => {
    it("keeps within what AWS accepts", () => assert.deepEqual(brokenRelations(recorded()), []));
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
      it(`keeps all relations and rules: the ${which}`, () => {
        const stack = declared.get(which);
        assert.ok(stack);
        assert.deepEqual([...brokenRelations(stack), ...violationsIn(seenByPolicies(stack))], []);
      });
    }
  });

  /** The stack as it would be with other inputs for one of its resources. */
  const withInputs = (declared: DeclaredStack, type: string, name: string, inputs: object) => ({
    ...declared,
    resources: declared.resources.map((each) =>
      each.type === type && each.name === name
        ? { ...each, inputs: { ...each.inputs, ...inputs } }
        : each,
    ),
  });

  const planted: readonly (readonly [type: string, name: string, inputs: object, said: RegExp])[] =
    [
      [types.queue, "orders", { visibilityTimeoutSeconds: 43_201 }, /half a day/],
      [types.queue, "orders", { messageRetentionSeconds: 86_400 }, /longer than they are tried/],
      [types.mapping, "orders", { batchSize: 11 }, /its window/],
      [types.function, "poll-orders", { timeout: undefined }, /states a timeout/],
      [
        types.function,
        "poll-orders",
        { environment: { variables: { LONG: "x".repeat(4096) } } },
        /environment has 4 KB/,
      ],
      [types.parameter, "access-token", { value: "x".repeat(4097) }, /parameter has 4 KB/],
      [types.alarm, "dead-letters", { period: 86_400, evaluationPeriods: 8 }, /looks back/],
      [types.alarm, "dead-letters", { period: 1800, evaluationPeriods: 49 }, /looks back/],
      [types.alarm, "dead-letters", { alarmDescription: "x".repeat(1025) }, /1,024 characters/],
    ];
  for (const [type, name, inputs, said] of planted) {
    it(`is caught where it breaks one: ${said.source}, by ${Object.keys(inputs).join(", ")}`, async () => {
      const broken = brokenRelations(withInputs(await recordedStack("dev"), type, name, inputs));
      assert.equal(broken.length, 1);
      assert.match(broken[0] ?? "", said);
    });
  }
});
