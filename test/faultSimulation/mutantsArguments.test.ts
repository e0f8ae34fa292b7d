import assert from "node:assert/strict";
import { mutants } from "../../faultSimulation/mutants/mutants";
import { mutantsArguments } from "../../faultSimulation/mutants/mutantsArguments";

describe("mutantsArguments", () => {
  it("selects all mutants, or those whose description contains the words", () => {
    assert.equal(mutantsArguments([]), mutants);
    const [first] = mutants;
    assert.ok(first);
    assert.deepEqual(mutantsArguments(first.fault.split(" ")), [first]);
  });

  it("accepts --help", () => {
    assert.equal(mutantsArguments(["--help"]), "help");
  });

  it("rejects unknown flags, and words that describe no mutant", () => {
    assert.throws(() => mutantsArguments(["--bogus"]), /--bogus/);
    assert.throws(() => mutantsArguments(["no", "such"]), /No mutant is described by "no such"/);
  });
});
