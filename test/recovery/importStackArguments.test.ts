import assert from "node:assert/strict";
import { importStackArguments } from "../../recovery/stackImport/importStackArguments";

describe("importStackArguments", () => {
  it("only reads unless told to write", () => {
    const given = { stack: "dev", file: "import.json" };
    const words = ["--stack", "dev", "--file", "import.json"];
    assert.deepEqual(importStackArguments(words), { ...given, writes: false });
    assert.deepEqual(importStackArguments([...words, "--write"]), { ...given, writes: true });
  });

  it("refuses a missing stack or file, and an unknown flag", () => {
    for (const words of [
      ["--stack", "dev"],
      ["--file", "import.json"],
      ["--stacks", "dev"],
    ])
      assert.ok(importStackArguments(words) instanceof Error, words.join(" "));
  });

  it("shows its usage", () => assert.equal(importStackArguments(["--help"]), "help"));
});
