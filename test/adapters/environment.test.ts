import assert from "node:assert/strict";
import { addedEnv, env, envNumber, envNumbers, envOneOf } from "../../adapters/environment";

describe("environment", () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });
  const given = (value: string) => {
    process.env["SETTING"] = value;
  };

  it("reads text, numbers, lists of numbers and choices", () => {
    given("abc");
    assert.equal(env("SETTING"), "abc");
    given("10");
    assert.equal(envNumber("SETTING"), 10);
    given("[7,10,11]");
    assert.deepEqual(envNumbers("SETTING"), [7, 10, 11]);
    given("off");
    assert.equal(envOneOf("SETTING", ["on", "off"]), "off");
  });

  it("names a missing variable", () => {
    for (const read of [env, envNumber, envNumbers]) {
      assert.throws(() => read("NO_SUCH"), /environment variable NO_SUCH is missing/);
    }
  });

  it("reads a variable that a release added, and falls back where the release before runs", () => {
    given("0.2.0");
    assert.equal(addedEnv("SETTING", "unknown"), "0.2.0");
    assert.equal(addedEnv("NO_SUCH", "unknown"), "unknown");
  });

  const invalid: [string, (name: string) => unknown, RegExp][] = [
    ["", envNumber, /SETTING must be a number/],
    ["ten", envNumber, /SETTING must be a number, got ten/],
    ['["7"]', envNumbers, /SETTING must be a list of numbers/],
    ["{}", envNumbers, /SETTING must be a list of numbers/],
    ["yes", (name) => envOneOf(name, ["on", "off"]), /SETTING must be on or off, got yes/],
  ];
  for (const [value, read, problem] of invalid) {
    it(`rejects ${JSON.stringify(value)}`, () => {
      given(value);
      assert.throws(() => read("SETTING"), problem);
    });
  }
});
