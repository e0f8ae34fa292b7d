import assert from "node:assert/strict";
import { mutants } from "../../faultSimulation/mutants/mutants";
import { mutantsArguments } from "../../faultSimulation/mutants/mutantsArguments";

describe("mutantsArguments", () => {
  it("takes all faults, or those whose description contains the words", () => {
    assert.equal(mutantsArguments([]), mutants);
    const [first] = mutants;
    assert.ok(first);
    assert.deepEqual(mutantsArguments(first.fault.split(" ")), [first]);
  });

  it("knows a call for help", () => {
    assert.equal(mutantsArguments(["--help"]), "help");
  });

  it("refuses flags that it does not know, and words that describe no fault", () => {
    assert.throws(() => mutantsArguments(["--bogus"]), /--bogus/);
    assert.throws(() => mutantsArguments(["no", "such"]), /No fault is described by "no such"/);
  });
});
