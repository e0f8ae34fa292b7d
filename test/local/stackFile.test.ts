import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readStackFile } from "../../local/stackFile";

/** What `pulumi config get` of the CLI 3.248 prints for a value in a stack file. */
const readings: readonly (readonly [written: string, read: unknown])[] = [
  ["15", "15"],
  ['"15"', "15"],
  ["+15", "15"],
  ["15.0", "15"],
  ["1.10", "1.1"],
  ["0x1e", "30"],
  ["1e100", "1e+100"],
  ["12345678901234567890", "12345678901234567890"],
  ["true", "true"],
  ['"true"', "true"],
  ["TRUE", "true"],
  ["on", "on"],
  ["off", "off"],
  ["y", "y"],
  ["", ""],
  ["~", ""],
  ['""', ""],
  ["2026-01-31", "2026-01-31 00:00:00 +0000 UTC"],
  ["2026-01-31T10:00:00.120Z", "2026-01-31 10:00:00.12 +0000 UTC"],
  ['"2026-01-31"', "2026-01-31"],
  ["'[10, 11]'", "[10, 11]"],
  ["[10, 11]", [10, 11]],
  ["{ secure: 5 }", { secure: 5 }],
];

describe("readStackFile", () => {
  let file: string;
  const read = (text: string) => {
    writeFileSync(file, text);
    return readStackFile(file);
  };
  beforeEach(() => {
    file = path.join(mkdtempSync(path.join(tmpdir(), "stack-file-")), "Pulumi.dev.yaml");
  });
  afterEach(() => rmSync(path.dirname(file), { recursive: true }));

  for (const [written, expected] of readings)
    it(`reads ${written || "no value"} as the CLI does: ${JSON.stringify(expected)}`, () => {
      const { values } = read(`config:\n  shop:key: ${written}\n`);
      assert.deepEqual(values, { "shop:key": expected });
    });

  it("names encrypted values, also in lists and maps, and does not read them", () => {
    const config = `config:
  shop:token:
    secure: v1:AAAB
  shop:map: { inner: [{ secure: v1:AAAB }] }
  shop:minutes: "15"
encryptionsalt: v1:x
`;
    assert.deepEqual(read(config), {
      values: { "shop:minutes": "15" },
      encryptedKeys: ["shop:token", "shop:map"],
    });
  });

  it("reads no settings from a file that is absent, empty or holds encryption alone", () => {
    const nothing = { values: {}, encryptedKeys: [] };
    assert.deepEqual(readStackFile(`${file}.absent`), nothing);
    assert.deepEqual(read(""), nothing);
    assert.deepEqual(read("encryptionsalt: v1:x\n"), nothing);
    assert.deepEqual(read("secretsprovider: awskms://alias/x\nencryptedkey: AAAB\n"), nothing);
  });
});
