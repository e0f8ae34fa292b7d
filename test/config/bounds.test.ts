import assert from "node:assert/strict";
import { configProblems, expectedOf, mockPulumi } from "../support/configProblems";
import { boundsOf } from "../support/settingBounds";
import { declaredSettings } from "../support/stackFiles";

describe("each setting of Pulumi.yaml", () => {
  before(mockPulumi);

  for (const key of Object.keys(declaredSettings())) {
    it(`is accepted at its bounds and rejected beyond: ${key}`, () => {
      const expected = expectedOf(key);
      const { inside, outside } = boundsOf(expected);
      assert.ok(inside.length > 0 && outside.length > 0);
      for (const value of inside) assert.deepEqual(configProblems({ [key]: value }), [], value);
      for (const value of outside) {
        const problems = configProblems({ [key]: value });
        assert.equal(problems.length, 1, `${key} accepts ${JSON.stringify(value)}`);
        assert.ok(problems[0]?.startsWith(`${key}: expected ${expected}; got `), problems[0]);
      }
    });
  }

  it("has bounds that the test derives from the expected text", () => {
    assert.throws(() => boundsOf("a colour of the rainbow"), /a colour of the rainbow/);
  });
});
