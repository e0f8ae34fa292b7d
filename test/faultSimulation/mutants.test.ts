import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { mutants } from "../../faultSimulation/mutants/mutants";

const root = path.join(__dirname, "..", "..");

describe("the planted faults", () => {
  for (const { fault, file, search, replace } of mutants) {
    it(`find their place in today's code: ${fault}`, () => {
      const text = readFileSync(path.join(root, file), "utf8");
      assert.equal(text.split(search).length - 1, 1, `${file} was to hold once: ${search}`);
      assert.notEqual(search, replace);
    });
  }
});
