import assert from "node:assert/strict";
import { importArguments, usage } from "../../migration/importArguments";

const environment = { BIGCOMMERCE_ACCESS_TOKEN: "token" };
const tables = ["--sample-table", "theirs", "--orders-table", "ours", "--chunks-table", "chunks"];
const needed = ["--stack", "prod", ...tables];
const parse = (...flags: readonly string[]) => importArguments([...needed, ...flags], environment);

const problemOf = (parsed: unknown): string => (parsed instanceof Error ? parsed.message : "");

describe("importArguments", () => {
  it("is a dry run without --write", () => {
    assert.deepEqual(parse(), {
      stack: "prod",
      sampleTable: "theirs",
      sampleRegion: undefined,
      ordersTable: "ours",
      chunksTable: "chunks",
      writes: false,
      report: undefined,
      lostSince: undefined,
      verdicts: new Map(),
      token: "token",
    });
  });

  it("accepts every flag", () => {
    const flags = "--write --report r.jsonl --lost-since 2024-01-31 --sample-region eu-west-1";
    const verdicts = "--acknowledged 101,102 --not-acknowledged 103";
    const parsed = parse(...`${flags} ${verdicts}`.split(" "));
    assert.ok(typeof parsed === "object" && !(parsed instanceof Error));
    assert.deepEqual(
      [parsed.writes, parsed.report, parsed.lostSince, parsed.sampleRegion],
      [true, "r.jsonl", "2024-01-31T00:00:00.000Z", "eu-west-1"],
    );
    assert.deepEqual(
      [...parsed.verdicts],
      [
        [101, "acknowledged"],
        [102, "acknowledged"],
        [103, "not acknowledged"],
      ],
    );
  });

  it("asks for help only with --help", () => {
    assert.equal(importArguments(["--help"], {}), "help");
  });

  it("describes each flag", () => {
    const flags =
      "stack sample-table orders-table chunks-table write report acknowledged not-acknowledged";
    for (const flag of `${flags} lost-since sample-region help`.split(" "))
      assert.match(usage, new RegExp(`^  --${flag}\\b`, "m"));
  });

  const invalid: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["an id that is no number", ["--acknowledged", "1,x"], /order ids such as 101,102, got "1,x"/],
    ["two verdicts on one order", ["--acknowledged", "1", "--not-acknowledged", "1"], /order 1$/],
    ["a date that does not exist", ["--lost-since", "2024-02-31"], /a date .* got "2024-02-31"/],
    ["one table twice", ["--sample-table", "ours"], /two tables, got "ours" twice/],
    ["an empty name", ["--orders-table", ""], /value of --orders-table, got nothing/],
    ["an unknown flag", ["--force"], /--force/],
  ];
  for (const [title, flags, message] of invalid)
    it(`refuses ${title}`, () => {
      assert.match(problemOf(parse(...flags)), message);
    });

  for (const missing of ["--stack", "--sample-table", "--orders-table", "--chunks-table"])
    it(`names a missing ${missing}`, () => {
      const at = needed.indexOf(missing);
      const others = needed.filter((_, index) => index !== at && index !== at + 1);
      assert.match(
        problemOf(importArguments(others, environment)),
        new RegExp(`^Expected ${missing}, .*, got none$`),
      );
    });

  it("names a missing token", () => {
    assert.match(
      problemOf(importArguments(needed, {})),
      /token in BIGCOMMERCE_ACCESS_TOKEN, got none/,
    );
  });
});
