import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { runInNewContext } from "node:vm";
import ts from "typescript";
import { parse } from "yaml";
import { benchArguments } from "../../bench/benchArguments";
import type * as Record from "../../domain/record";
import { mutantsArguments } from "../../faultSimulation/mutants/mutantsArguments";
import { simulateArguments } from "../../faultSimulation/simulateArguments";
import { declareStack } from "../../local/declareStack";
import { invokeArguments } from "../../local/invoke/invokeArguments";
import { startArguments } from "../../local/start/startArguments";
import { importArguments } from "../../migration/importArguments";
import { adoptionArguments } from "../../recovery/adoption/adoptionArguments";
import { backfillArguments } from "../../recovery/backfillArguments";
import { importStackArguments } from "../../recovery/stackImport/importStackArguments";
import { releaseArguments } from "../../release/releaseArguments";
import { storeArguments } from "../../simulator/storeArguments";
import { deploymentsArguments } from "../deployments/deploymentsArguments";
import { anOrder } from "../support/anOrder";
import { ofType, only, ownSettings, recordedStack, types } from "../support/recordedStack";
import { codeBlocks, commands, documents, root, textOf } from "./documents";
import { typeProblems } from "./typeProblems";

/** The anchor that GitHub derives from a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, "")
    .trim()
    .replace(/\s/g, "-");

const anchorsIn = (file: string): string[] =>
  [...textOf(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading));

const linksIn = (file: string): string[] =>
  [...textOf(file).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target));

const resolves = (file: string, link: string): boolean => {
  const [target = "", anchor] = link.split("#");
  const to = target === "" ? file : path.join(path.dirname(file), target);
  if (!existsSync(path.join(root, to))) return false;
  return anchor === undefined || anchorsIn(to).includes(anchor);
};

const matching = (pattern: RegExp): RegExpExecArray[] =>
  commands()
    .map(({ line }) => pattern.exec(line))
    .filter((match) => match !== null);

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== "");

const functions = ["pollOrders", "receiveWebhook", "processOrders"];

const environment = { BIGCOMMERCE_ACCESS_TOKEN: "token" };

/** Each placeholder of a document replaced by an example. */
const filledIn = (args: string): string =>
  args.replaceAll("<time>", "2026-01-31T09:30:00Z").replace(/<\w+>/g, "abc123");

/** Documented commands only pass arguments that the program accepts. */
const parsers: { readonly [script: string]: (args: readonly string[]) => unknown } = {
  start: (args) => startArguments(args, environment),
  "import-sample": (args) => importArguments(args, environment),
  backfill: (args) => backfillArguments(args, environment),
  "adopt-table": adoptionArguments,
  "import-stack": importStackArguments,
  release: releaseArguments,
  deployments: (args) => deploymentsArguments(args, ["kills"]),
  store: storeArguments,
  simulate: simulateArguments,
  bench: benchArguments,
  mutants: mutantsArguments,
  invoke: (args) => invokeArguments(args, functions),
};

describe("the documents", () => {
  for (const file of documents()) {
    const links = linksIn(file);
    if (links.length === 0) continue;
    it(`${file} links to existing files and headings`, () => {
      assert.deepEqual(
        links.filter((link) => !resolves(file, link)),
        [],
      );
    });
  }

  it("name existing npm scripts, with arguments that they accept", () => {
    const { scripts } = JSON.parse(textOf("package.json")) as { scripts: object };
    const named = matching(/\bnpm (?:run )?(?!ci\b|install\b)([\w:-]+)(?: -- (.*))?$/);
    assert.ok(named.length > 10);
    for (const [line, script = "", args = ""] of named) {
      assert.ok(script in scripts, line);
      const parse = parsers[script];
      assert.ok(parse !== undefined || args === "", `${line}: nothing parses the arguments`);
      assert.ok(!(parse?.(words(filledIn(args))) instanceof Error), line);
    }
  });

  it("set keys that Pulumi.yaml declares, secrets with --secret", () => {
    const { config } = parse(textOf("Pulumi.yaml")) as { config: object };
    const set = matching(/^pulumi config (?:set|get|rm) (--secret )?(aws:region|\w+)/);
    assert.ok(set.length > 10);
    for (const [line, secret, key = ""] of set) {
      assert.ok(key in config || key === "aws:region", line);
      if (line.includes(" set "))
        assert.equal(/secret|token/i.test(key), secret !== undefined, line);
    }
  });

  it("refresh and destroy with the present settings, instead of those of the last deployment", () => {
    const present = documents().filter((file) => !/CHANGELOG|decisions/.test(file));
    const texts = present.map((file) => textOf(file)).join("\n");
    const refreshing = [
      ...texts.matchAll(/\bpulumi (?:destroy|refresh|(?:up|preview)[^`\n]*--refresh)\b[^`\n]*/g),
    ];
    assert.ok(refreshing.length > 5);
    for (const [command] of refreshing) assert.match(command, / --run-program\b/);
  });

  it("expire the old versions of a versioned bucket", () => {
    const buckets = matching(/^aws s3api put-bucket-versioning --bucket (\S+)/);
    const expiring = matching(
      /^aws s3api put-bucket-lifecycle-configuration --bucket (\S+) --lifecycle-configuration '(.+)'$/,
    );
    assert.deepEqual(
      expiring.map(([, bucket]) => bucket),
      buckets.map(([, bucket]) => bucket),
    );
    for (const [, , configuration = ""] of expiring) {
      const { Rules } = JSON.parse(configuration) as { Rules: readonly Record<string, unknown>[] };
      assert.deepEqual(
        Rules.map(({ Status, NoncurrentVersionExpiration }) => [
          Status,
          NoncurrentVersionExpiration,
        ]),
        [["Enabled", { NoncurrentDays: 30 }]],
      );
    }
  });

  it("set values that Pulumi and the program accept", async function () {
    this.timeout(60_000);
    const texts = documents().map(textOf).join("\n");
    const set = [...texts.matchAll(/\bpulumi config set (\w+) ('[^']+'|\w+)/g)];
    const given = set.map(([, key = "", value = ""]) => [key, value.replaceAll("'", "")] as const);
    assert.ok(given.some(([key]) => key === "newOrderStatusIds"));
    const config = { ...ownSettings, ...Object.fromEntries(given) };
    const { resources } = await declareStack({ stack: "dev", config });
    assert.ok(resources.length > 20);
  });

  it("read existing outputs, by commands that print their values", async function () {
    this.timeout(60_000);
    const { outputs } = await recordedStack("dev");
    for (const [line, output = ""] of matching(/pulumi stack output (\w+)/))
      assert.ok(output in outputs, line);
    const piped = matching(/pulumi stack output (\w+) --json \| node -p '([^']+)'/);
    assert.ok(piped.length > 2);
    for (const [line, output = "", script = ""] of piped) {
      const input = JSON.stringify(outputs[output]);
      const answer = execFileSync(process.execPath, ["-p", script], { input, encoding: "utf8" });
      assert.match(answer, /^[\w:/.-]{10,}\n$/, line);
    }
  });

  it("count the alarms of a stack in costs.md", async function () {
    this.timeout(60_000);
    const alarms = ofType(await recordedStack("prod"), "aws:cloudwatch/metricAlarm:MetricAlarm");
    assert.match(textOf("docs/costs.md"), new RegExp(`\\| ${alarms.length} metrics watched`));
  });

  it("expect as many created resources as a stack has, and the stack itself", async function () {
    this.timeout(60_000);
    const { resources } = await recordedStack("dev");
    const shown = documents().flatMap((file) => [
      ...textOf(file).matchAll(/[+-] (\d+) (?:to create|created|deleted)/g),
    ]);
    assert.ok(shown.length > 3);
    for (const [text, count] of shown) assert.equal(Number(count), resources.length + 1, text);
  });

  it("price the memory of the functions in costs.md", async () => {
    const declared = await recordedStack("prod");
    const priced = { Polls: "poll-orders", "`receiveWebhook`": "receive-webhook" };
    for (const [row, name] of Object.entries({ ...priced, "`processOrders`": "process-orders" })) {
      const { memorySize } = only(declared, types.function, name).inputs;
      const line = new RegExp(`^\\| ${row} .*?([\\d.]+) GB × `, "m").exec(textOf("docs/costs.md"));
      assert.equal(Number(line?.[1]) * 1024, memorySize, row);
    }
  }).timeout(60_000);

  it("state the number, status and date of each decision", () => {
    const records = documents().filter((file) => file.startsWith("docs/decisions/"));
    assert.ok(records.length > 10);
    for (const file of records) {
      const number = Number(/(\d{4})-/.exec(file)?.[1]);
      const opening =
        /^# (\d+)\. .+\n\n_Status:_ (?:Accepted|Superseded by .+)\. _Date:_ \d{4}-\d\d-\d\d\.\n/;
      assert.equal(Number(opening.exec(textOf(file))?.[1]), number, file);
    }
  });

  it("list the released version in the changelog", () => {
    const { version } = JSON.parse(textOf("package.json")) as { version: string };
    const [unreleased, released] = [...textOf("CHANGELOG.md").matchAll(/^## \[(.+?)\]/gm)];
    assert.deepEqual([unreleased?.[1], released?.[1]], ["Unreleased", version]);
  });

  it("show a consumer of orders that compiles", () => {
    const [handler] = codeBlocks("docs/extending.md").filter(({ language }) => language === "ts");
    assert.deepEqual(typeProblems("consumers/toErp.ts", handler?.code ?? ""), []);
    const wrong = handler?.code.replace("Records", "Rows") ?? "";
    assert.match(
      typeProblems("consumers/toErp.ts", wrong).join(),
      /Property 'Rows' does not exist/,
    );
  }).timeout(60_000);

  it("exclude a shopper's fields by the example of privacy.md", () => {
    const [example] = codeBlocks("docs/privacy.md").filter(({ language }) => language === "ts");
    const source = textOf("domain/record.ts");
    const line = /export const excludedFields[^;]*;\n/;
    assert.match(source, line);
    const changed = source.replace(line, example?.code ?? "");
    assert.deepEqual(typeProblems("domain/record.ts", changed), []);
    const { outputText } = ts.transpileModule(changed, {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
    });
    const exports = {} as typeof Record;
    runInNewContext(outputText, { exports, require: () => ({}) });
    const kept = exports.ownFields({
      ...anOrder(),
      ip_address: "192.0.2.7",
      total: "1",
    });
    assert.ok(!("ip_address" in kept));
    assert.equal(kept["total"], "1");
  }).timeout(60_000);
});
