import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { mutants } from "../../faultSimulation/mutants/mutants";

const root = path.join(__dirname, "..", "..");

describe("mutants", () => {
  for (const { fault, file, search, replace } of mutants) {
    it(`match the current code: ${fault}`, () => {
      const text = readFileSync(path.join(root, file), "utf8");
      assert.equal(
        text.split(search).length - 1,
        1,
        `${file} must contain exactly once: ${search}`,
      );
      assert.notEqual(search, replace);
    });
  }
});
