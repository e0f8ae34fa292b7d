import assert from "node:assert/strict";
import { isNewerVersion } from "../../release/isNewerVersion";
import { releaseArguments, usage } from "../../release/releaseArguments";

describe("releaseArguments", () => {
  it("accepts a version", () => {
    assert.deepEqual(releaseArguments(["0.2.0"]), { version: "0.2.0" });
  });

  it("recognizes --help", () => {
    assert.equal(releaseArguments(["--help"]), "help");
    assert.match(usage, /--help/);
  });

  const refused: readonly (readonly [words: readonly string[], reason: RegExp])[] = [
    [[], /got nothing$/],
    [["v0.2.0"], /got "v0\.2\.0"$/],
    [["0.2"], /got "0\.2"$/],
    [["0.02.0"], /got "0\.02\.0"$/],
    [["0.2.0-rc.1"], /got "0\.2\.0-rc\.1"$/],
    [["0.2.0", "0.3.0"], /got "0\.2\.0 0\.3\.0"$/],
    [["0.2.0", "--skip-check"], /--skip-check/],
  ];
  for (const [words, reason] of refused) {
    it(`rejects ${words.join(" ") || "no arguments"}`, () => {
      const error = releaseArguments(words);
      assert.ok(error instanceof Error);
      assert.match(error.message, reason);
    });
  }
});

describe("isNewerVersion", () => {
  const newer = [
    ["0.2.0", "0.1.0"],
    ["0.10.0", "0.9.9"],
    ["1.0.0", "0.99.0"],
    ["1.0.1", "1.0.0"],
  ] as const;
  for (const [later, earlier] of newer) {
    it(`puts ${later} after ${earlier}, not before`, () => {
      assert.deepEqual(
        [isNewerVersion(later, earlier), isNewerVersion(earlier, later)],
        [true, false],
      );
    });
  }

  it("puts no version after itself", () => {
    assert.equal(isNewerVersion("1.2.3", "1.2.3"), false);
  });
});
