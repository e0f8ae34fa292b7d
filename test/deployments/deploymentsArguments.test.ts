import assert from "node:assert/strict";
import { deploymentsArguments } from "./deploymentsArguments";

const parse = (...args: readonly string[]) =>
  deploymentsArguments(args, ["drift", "kills"], () => 0.5);

describe("the arguments of npm run deployments", () => {
  it("sample every part by a random seed when there are none", () => {
    assert.deepEqual(parse(), { isEverything: false, seed: 499_999_999, only: [] });
  });

  it("name parts, a seed and everything", () => {
    const given = parse("--all", "--seed", "17", "--only", "drift", "--only", "kills");
    assert.deepEqual(given, { isEverything: true, seed: 17, only: ["drift", "kills"] });
  });

  it("are refused with the reason", () => {
    assert.throws(
      () => parse("--only", "drifts"),
      /--only to be one of drift, kills, got "drifts"/,
    );
    assert.throws(() => parse("--seed", "x"), /--seed to be a number/);
    assert.throws(() => parse("--quick"), TypeError);
    assert.throws(() => parse("drift"), TypeError);
  });
});
