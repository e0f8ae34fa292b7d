import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { uploadedFile } from "../../infra/uploadedFile";

const pathOf = async (text: string): Promise<string> => String(await uploadedFile(text).path);

describe("an uploaded file", () => {
  it("has the given text, and a path that depends on the text alone", async () => {
    const [file, same, other] = await Promise.all(["one é", "one é", "two"].map(pathOf));
    assert.ok(file && other);
    assert.equal(readFileSync(file, "utf8"), "one é");
    assert.equal(file, same);
    assert.notEqual(file, other);
  });

  it("has a path that is relative to the project, so that every clone declares the same", async () => {
    assert.ok(!path.isAbsolute(await pathOf("one")));
  });

  it("is written once, and leaves no temporary file", async () => {
    const file = await pathOf("written once");
    const { mtimeMs } = statSync(file);
    assert.equal(statSync(await pathOf("written once")).mtimeMs, mtimeMs);
    const partial = readdirSync(path.dirname(file)).filter(
      (name) => !/^[0-9a-f]{64}\.js$/.test(name),
    );
    assert.deepEqual(partial, []);
  });
});
