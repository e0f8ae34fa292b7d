import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import path from "node:path";
import { type DeclaredStack, declareStack } from "../../local/declareStack";
import { copyProject } from "../support/copiedProject";
import {
  ofType,
  onEveryStack,
  only,
  ownSettings,
  parsedJson,
  recordedStack,
  stacks,
  types,
} from "../support/recordedStack";
import { settingOf } from "../support/stackFiles";

/** Optional dependencies of libraries, which work without them. */
const optional = new Set(["encoding", "@aws-sdk/signature-v4-crt"]);

const root = path.join(__dirname, "..", "..");
const read = (name: string) => readFileSync(path.join(root, name), "utf8");
/** Module names in a bundle contain the path of the installed packages, which differs between copies. */
const codeOf = (declared: DeclaredStack, name: string) =>
  JSON.stringify(only(declared, types.function, name).inputs["code"]).replace(
    /"[^"]*?node_modules\//g,
    '"node_modules/',
  );
const deploymentOf = (declared: DeclaredStack) =>
  only(declared, "aws:apigateway/deployment:Deployment", "webhooks").inputs["variables"];

describe("defects of deployment and of the project", () => {
  describe("with another route, another delay and special characters in settings", () => {
    const secret = `a,b"c'd\\e{f}=16+characters`;
    let original: DeclaredStack;
    let changed: DeclaredStack;
    before(async function () {
      this.timeout(180_000);
      const { directory, change, remove } = await copyProject();
      try {
        await change("domain/timeLimits.ts", "[1, 3, 7, 15]", "[1, 3, 7, 16]");
        await change("index.ts", '"/cart-converted"', '"/carts"');
        const config = { ...ownSettings, webhookSecret: secret, newOrderStatusIds: "[11, 7]" };
        [original, changed] = await Promise.all([
          recordedStack("dev"),
          declareStack({ stack: "dev", config, directory }),
        ]);
      } finally {
        await remove();
      }
    });

    it("58: changed code is deployed, and unchanged code is not", () => {
      const isChanged = (name: string) => codeOf(changed, name) !== codeOf(original, name);
      assert.ok(isChanged("process-orders"));
      assert.ok(!isChanged("receive-webhook"));
    });

    it("58: a changed route is deployed", () => {
      assert.notDeepEqual(deploymentOf(changed), deploymentOf(original));
    });

    it("61: commas, quotes and spaces in settings arrive unchanged", () => {
      const { value } = only(changed, types.parameter, "webhook-secrets").inputs;
      assert.equal((parsedJson(value) as { secret: string }).secret, secret);
      const { environment } = only(changed, types.function, "poll-orders").inputs;
      const { variables } = environment as { variables: Record<string, string> };
      assert.deepEqual(JSON.parse(variables["NEW_ORDER_STATUS_IDS"] ?? ""), [11, 7]);
    });
  });

  it("61: no two stacks share a physical name", async function () {
    this.timeout(180_000);
    const recorded = await Promise.all(stacks.map((stack) => recordedStack(stack)));
    const named = recorded.flatMap(({ resources }) =>
      resources.filter(({ type }) => Object.values<string>(types).includes(type)),
    );
    const names = named.flatMap(({ type, state }) =>
      typeof state["name"] === "string" ? [`${type} ${state["name"]}`] : [],
    );
    assert.ok(names.length > 45);
    assert.deepEqual(
      names.filter((name, n) => names.indexOf(name) !== n),
      [],
    );
  });

  it("62: every npm command in a document exists, and runs a file that exists", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const documents = ["README.md", "CONTRIBUTING.md", "simulator/README.md", ".ci/run"];
    const named = documents
      .flatMap((file) => [
        ...read(file).matchAll(/npm (?:run (?:--silent )?)?([a-z]+(?:-[a-z]+)*)/g),
      ])
      .flatMap(([, name = ""]) => (["ci", "exec", "install"].includes(name) ? [] : [name]));
    assert.ok(named.length > 10);
    for (const name of [...named, ...Object.keys(scripts)]) {
      const command = scripts[name];
      assert.ok(command, `npm run ${name}`);
      for (const [file] of command.matchAll(/(?<![\w*/.])[\w/]+\.ts\b/g)) {
        assert.ok(existsSync(path.join(root, file)), `${name} runs ${file}`);
      }
    }
  });

  it("62: the licence file exists, and matches the package's licence", () => {
    const { license } = JSON.parse(read("package.json")) as { license: string };
    assert.equal(license, "Apache-2.0");
    assert.match(read("LICENSE"), /Apache License\s+Version 2\.0[\s\S]+Grant of Copyright License/);
  });

  onEveryStack((recorded) => {
    const tables = () => ofType(recorded(), types.table).map(({ inputs }) => inputs);

    it("20: no table has provisioned capacity that could be too small", () => {
      for (const table of tables()) {
        assert.equal(table["billingMode"], "PAY_PER_REQUEST");
        for (const limit of ["readCapacity", "writeCapacity", "onDemandThroughput"])
          assert.equal(table[limit], undefined);
      }
    });

    it("23: tables have point-in-time recovery, and deletion protection where it is set", () => {
      const isProtected = settingOf(recorded().stack, "protectData") === "true";
      for (const table of tables()) {
        assert.deepEqual(table["pointInTimeRecovery"], { enabled: true });
        assert.equal(table["deletionProtectionEnabled"], isProtected);
        assert.equal(table["name"], undefined);
      }
    });

    it("59: functions run on a current runtime, and bundle every package that it lacks", () => {
      for (const { name, inputs } of ofType(recorded(), types.function)) {
        const version = Number(/^nodejs(\d+)\.x$/.exec(String(inputs["runtime"]))?.[1]);
        assert.ok(version >= 22, name);
        const code = (inputs["code"] as Record<string, string>)["__index.js"] ?? "";
        const required = [...code.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, id = ""]) => id);
        assert.ok(required.length > 3);
        const missing = required.filter(
          (id) => !builtinModules.includes(id.replace(/^node:/, "")) && !optional.has(id),
        );
        assert.deepEqual([...new Set(missing)], [], name);
      }
    });
  });
});
