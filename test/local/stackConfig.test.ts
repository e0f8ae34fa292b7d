import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { stackConfig } from "../../local/stackConfig";

const project = `name: shop
runtime: nodejs
config:
  hash: { type: string }
  token: { type: string, secret: true }
  minutes: { type: integer, default: 120 }
  ids: { type: array, items: { type: integer }, default: [7, 10, 11] }
  flag: { type: boolean, default: false }
  note: { type: string, default: "" }
`;

describe("stackConfig", () => {
  let directory: string;
  const write = (name: string, text: string) => writeFileSync(path.join(directory, name), text);
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), "stack-config-"));
    write("Pulumi.yaml", project);
  });
  afterEach(() => rmSync(directory, { recursive: true }));
  const given = { hash: "abc", token: "t" };

  it("applies declared defaults as the engine passes them: structured values as JSON", () => {
    const { values, project: name } = stackConfig({ stack: "dev", directory, config: given });
    assert.equal(name, "shop");
    assert.deepEqual(values, {
      "shop:hash": "abc",
      "shop:token": "t",
      "shop:minutes": "120",
      "shop:ids": "[7,10,11]",
      "shop:flag": "false",
      "shop:note": "",
    });
  });

  it("lets the stack file override defaults, and given values override both", () => {
    write(
      "Pulumi.prod.yaml",
      "encryptionsalt: v1:x\nconfig:\n  aws:region: eu-west-1\n  shop:minutes: 60\n  shop:ids: [11]\n  shop:flag: true\n",
    );
    const { values } = stackConfig({
      stack: "prod",
      directory,
      config: { ...given, "shop:flag": "false" },
    });
    assert.equal(values["aws:region"], "eu-west-1");
    assert.equal(values["shop:minutes"], "60");
    assert.equal(values["shop:ids"], "[11]");
    assert.equal(values["shop:flag"], "false");
  });

  it("counts as secret what is declared so and what is given, but nothing that a stack file shows", () => {
    write("Pulumi.dev.yaml", "config:\n  aws:region: eu-west-1\n  shop:minutes: 60\n");
    const config = { ...given, "aws:region": "us-east-1", note: "n" };
    const { secretKeys } = stackConfig({ stack: "dev", directory, config });
    assert.deepEqual([...secretKeys].sort(), ["shop:hash", "shop:note", "shop:token"]);
  });

  it("names every key without a value, and the command that sets it", () => {
    write("Pulumi.dev.yaml", "config:\n  shop:token: { secure: AAAB }\n");
    assert.throws(() => stackConfig({ stack: "dev", directory }), {
      message: [
        "Stack 'dev' is missing configuration values 'hash', 'token'. Set it with:",
        "  pulumi config set hash <value>",
        "  pulumi config set --secret token <value>",
      ].join("\n"),
    });
  });

  describe("rejects what Pulumi rejects", () => {
    const refused: readonly (readonly [string, string, string])[] = [
      [
        "a list as a string where a list is declared",
        'ids: "[10, 11]"',
        "ids' must be of type 'array<integer>'",
      ],
      [
        "a list of words where whole numbers are declared",
        "ids: [new]",
        "ids' must be of type 'array<integer>'",
      ],
      ["a list where a string is declared", "note: [10, 11]", "note' must be of type 'string'"],
      [
        "words where a whole number is declared",
        "minutes: often",
        "minutes' must be of type 'integer'",
      ],
      [
        "a fraction where a whole number is declared",
        "minutes: 1.5",
        "minutes' must be of type 'integer'",
      ],
      [
        "another word where true or false is declared",
        "flag: maybe",
        "flag' must be of type 'boolean'",
      ],
      ["a secret that is not encrypted", "token: clear", "token' must be encrypted as it's secret"],
    ];
    for (const [what, line, why] of refused)
      it(`${what}`, () => {
        write("Pulumi.dev.yaml", `config:\n  shop:${line}\n`);
        assert.throws(() => stackConfig({ stack: "dev", directory, config: given }), {
          message: `Stack 'dev' with configuration key '${why}`,
        });
      });

    it("a list that is set as a string, as the command line does", () => {
      const config = { ...given, ids: "[10, 11]" };
      assert.throws(() => stackConfig({ stack: "dev", directory, config }), {
        message: "Stack 'dev' with configuration key 'ids' must be of type 'array<integer>'",
      });
    });

    it("a default of another type than declared", () => {
      write("Pulumi.yaml", `${project}  more: { type: string, default: [7] }\n`);
      assert.throws(() => stackConfig({ stack: "dev", directory, config: given }), {
        message: "Stack 'dev' with configuration key 'more' must be of type 'string'",
      });
    });
  });

  it("accepts numbers and booleans as strings, as the command line writes them", () => {
    write(
      "Pulumi.dev.yaml",
      'config:\n  shop:minutes: "15"\n  shop:flag: "true"\n  shop:hash: 12\n',
    );
    const { values } = stackConfig({ stack: "dev", directory, config: given });
    assert.equal(values["shop:minutes"], "15");
    assert.equal(values["shop:flag"], "true");
  });
});
