import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { importsOf, layoutProblems } from "./support/importRules";

const root = path.join(__dirname, "..");
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

const folders = [
  "adapters",
  "bench",
  "domain",
  "handlers",
  "infra",
  "entrypoints",
  "local",
  "migration",
  "policy",
  "providers",
  "recovery",
  "release",
  "faultSimulation",
  "simulator",
];
const single = ["config.ts", "index.ts", "ports.ts"];

/** All source files of the product, by path from the root. */
const sources = (): string[] =>
  folders
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map((file) =>
        path.posix.join(folder, file.split(path.sep).join("/")),
      ),
    )
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
    .concat(single);

/** At least one violation per rule of the layout, to verify that the rules report it. */
const planted: readonly (readonly [file: string, text: string, problem: string])[] = [
  ["domain/order.ts", 'import { SQSClient } from "@aws-sdk/client-sqs";', "@aws-sdk/client-sqs"],
  ["domain/order.ts", 'import type { Store } from "../ports";', "../ports"],
  ["domain/order.ts", 'const os = require("node:os");', "node:os"],
  ["domain/order.ts", "export const read = async () => 1;", "uses async"],
  ["domain/order.ts", "const now = Date.now();", "uses Date.now"],
  ["ports.ts", 'import fetch from "node-fetch";', "node-fetch"],
  ["handlers/pollOrders.ts", 'import { jobTable } from "../adapters/jobTable";', "../adapters"],
  ["handlers/pollOrders.ts", "const url = process.env.URL;", "uses process."],
  ["entrypoints/pollOrders.ts", 'import * as pulumi from "@pulumi/pulumi";', "@pulumi/pulumi"],
  ["entrypoints/pollOrders.ts", "if (retry) again();", "uses if"],
  ["providers/bigCommerceWebhook.ts", 'import * as aws from "@pulumi/aws";', "@pulumi/aws"],
  ["providers/bigCommerceWebhook.ts", 'import { settings } from "../config";', "../config"],
  ["adapters/jobTable.ts", 'import { pollOrders } from "../handlers/pollOrders";', "../handlers"],
  ["adapters/jobTable.ts", 'export * from "@pulumi/aws";', "@pulumi/aws"],
  ["infra/lambda.ts", 'import { Order } from "../domain/order";', "../domain/order"],
  ["infra/lambda.ts", 'import { settings } from "../config";', "../config"],
  ["config.ts", 'import * as aws from "@pulumi/aws";', "@pulumi/aws"],
  ["policy/rules/data.ts", 'import { PolicyPack } from "@pulumi/policy";', "@pulumi/policy"],
  ["policy/pack.ts", 'import { settings } from "../config";', "../config"],
  ["index.ts", 'import { Order } from "./domain/order";', "./domain/order"],
  ["index.ts", 'type Poll = typeof import("./handlers/pollOrders");', "./handlers/pollOrders"],
  ["local/main.ts", 'import { parseOrder } from "../domain/order";', "../domain/order"],
  ["local/services/sqs.ts", 'import { env } from "../../adapters/environment";', "../../adapters"],
  [
    "migration/importSample.ts",
    'import { declareStack } from "../local/declareStack";',
    "../local",
  ],
  ["migration/importSample.ts", "await store.setStatus(1, 9, at);", "uses setStatus("],
  ["recovery/backfill.ts", "await store.setStatus(1, 9, at);", "uses setStatus("],
  ["release/refusals.ts", 'import { pollOrders } from "../handlers/pollOrders";', "../handlers"],
  ["simulator/main.ts", 'import { declareStack } from "../local/declareStack";', "../local"],
  [
    "faultSimulation/service/service.ts",
    'import { startEmbeddedCloud } from "../../local/embeddedCloud";',
    "../../local",
  ],
  ["faultSimulation/world/faultInjector.ts", "const chance = Math.random();", "uses Math.random"],
  ["bench/backlog/naiveBaseline.ts", 'import { nextRead } from "../../domain/readPlan";', "domain"],
  ["simulator/routes/orders.ts", 'import { object } from "superstruct";', "superstruct"],
  ["utils/text.ts", "", "is covered by no rule"],
];

describe("layout", () => {
  it("has every file import and use only what its folder may", () => {
    assert.ok(sources().length > 20);
    assert.deepEqual(
      sources().flatMap((file) => layoutProblems(file, read(file))),
      [],
    );
  });

  for (const [file, text, problem] of planted) {
    it(`reports ${text || "any code"} in ${file}`, () => {
      const problems = layoutProblems(file, text);
      assert.equal(problems.length, 1);
      assert.ok(problems[0]?.includes(problem), problems[0]);
    });
  }

  it("ignores words in comments", () => {
    assert.deepEqual(layoutProblems("domain/order.ts", "/** Not async. */ // no await"), []);
  });

  it("creates functions in one place, and reads Pulumi's config in one place", () => {
    const creators = sources().filter((file) =>
      /new aws\.lambda\.(CallbackFunction|Function)\b/.test(read(file)),
    );
    const readers = sources().filter((file) => /new pulumi\.Config\b/.test(read(file)));
    assert.deepEqual([creators, readers], [["infra/lambda.ts"], ["config.ts"]]);
  });

  it("has no default exports, barrels or catch-all files", () => {
    const catchAll = /(^|\/)(utils?|helpers?|common|types|misc|index)\.ts$/;
    for (const file of sources()) {
      assert.doesNotMatch(read(file), /^export default\b|^export \* from\b/m, file);
      if (file !== "index.ts") assert.doesNotMatch(file, catchAll);
    }
  });
});

const logic = new Set([
  ts.SyntaxKind.IfStatement,
  ts.SyntaxKind.SwitchStatement,
  ts.SyntaxKind.ConditionalExpression,
  ts.SyntaxKind.ForStatement,
  ts.SyntaxKind.ForInStatement,
  ts.SyntaxKind.ForOfStatement,
  ts.SyntaxKind.WhileStatement,
  ts.SyntaxKind.DoStatement,
  ts.SyntaxKind.BinaryExpression,
  ts.SyntaxKind.TemplateExpression,
  ts.SyntaxKind.TryStatement,
]);

/** The kinds of logic in a program. */
const logicIn = (text: string): string[] => {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (logic.has(node.kind)) found.push(ts.SyntaxKind[node.kind]);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("index.ts", text, ts.ScriptTarget.ES2022, true));
  return found;
};

describe("index.ts", () => {
  /** Without consumers that an owner has added. */
  const { statements } = ts.createSourceFile("index.ts", read("index.ts"), ts.ScriptTarget.ES2022);
  const text = statements
    .map((statement) => read("index.ts").slice(statement.pos, statement.end))
    .filter((statement) => !statement.includes('"./consumers/'))
    .join("");

  it("is shorter than 100 lines", () => {
    assert.ok(text.trimEnd().split("\n").length < 100);
  });

  it("has no branches, loops or computations", () => {
    assert.deepEqual(logicIn(text), []);
    assert.deepEqual(logicIn('if (stack === "prod") for (;;) x(`${1 + y}`);').sort(), [
      "BinaryExpression",
      "BinaryExpression",
      "ForStatement",
      "IfStatement",
      "TemplateExpression",
    ]);
  });

  it("imports entry points as types only, and requires them only inside a factory", () => {
    const entryPoints = importsOf(text).filter((specifier) =>
      specifier.startsWith("./entrypoints/"),
    );
    assert.equal(new Set(entryPoints).size, 3);
    for (const line of text.split("\n").filter((each) => each.includes('"./entrypoints/'))) {
      assert.match(line, /^import type |^ +entry: \(\) => \(require\(/);
    }
  });
});

describe("dependencies", () => {
  const permissive = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0"];
  const isPermissive = (licence: string): boolean =>
    licence
      .replace(/[()]/g, "")
      .split(" AND ")
      .every((part) => permissive.includes(part));
  const { dependencies, devDependencies } = JSON.parse(read("package.json")) as Readonly<
    Record<"dependencies" | "devDependencies", Readonly<Record<string, string>>>
  >;

  it("have permissive licences, all direct ones", () => {
    const direct = Object.keys({ ...dependencies, ...devDependencies });
    const licences = direct.map((name) => {
      const file = `node_modules/${name}/package.json`;
      assert.ok(existsSync(path.join(root, file)), `${name} is not installed`);
      return [name, (JSON.parse(read(file)) as { license?: unknown }).license] as const;
    });
    assert.deepEqual(
      licences.filter(([, licence]) => !isPermissive(String(licence))),
      [],
    );
  });
});
