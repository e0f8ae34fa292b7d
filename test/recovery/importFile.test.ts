import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readImportFile } from "../../recovery/stackImport/importFile";

describe("readImportFile", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "import-file-"));
  after(() => rmSync(folder, { recursive: true }));
  const read = (text: string) => {
    const file = path.join(folder, "import.json");
    writeFileSync(file, text);
    return readImportFile(file);
  };

  it("reads what the preview writes, with the fields that only Pulumi reads", () => {
    const written = { nameTable: {}, resources: [{ type: "t", name: "n", version: "7.48.0" }] };
    assert.deepEqual(read(JSON.stringify(written)), written);
  });

  it("names the file that the preview did not write", () => {
    assert.throws(() => read("{"), /Expected .*import\.json to be what pulumi .*, got no JSON$/);
    assert.throws(() => read('{"resources":[{}]}'), /got other JSON$/);
    assert.throws(() => readImportFile(path.join(folder, "absent.json")), /absent\.json/);
  });
});
