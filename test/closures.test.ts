import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { deflateRawSync } from "node:zlib";
import * as pulumi from "@pulumi/pulumi";
import { bundled, bundleFunction } from "../infra/bundle";
import type { DeclaredResource, DeclaredStack } from "../local/declareStack";
import {
  ofType,
  only,
  plantedSecrets,
  recordedStack,
  types,
  withoutConsumers,
} from "./support/recordedStack";

const run = promisify(execFile);
/** The handler whose name each function's code must contain. */
const handlers = {
  "poll-orders": "pollOrders",
  "receive-webhook": "receiveWebhook",
  "process-orders": "processOrders",
};

const filesOf = ({ inputs }: DeclaredResource) => inputs.code as Readonly<Record<string, string>>;
const codeOf = (declared: DeclaredStack, name: string): string =>
  filesOf(only(declared, types.function, name))["__index.js"] ?? "";
const environmentOf = ({ inputs }: DeclaredResource) =>
  (inputs.environment as { variables: Readonly<Record<string, string>> }).variables;

/** Loads a function's code as Lambda does, in a process with only the declared environment. */
const load = async (declared: DeclaredStack, name: string) => {
  const directory = await mkdtemp(path.join(tmpdir(), "uploaded-"));
  const resource = only(declared, types.function, name);
  try {
    await writeFile(path.join(directory, "__index.js"), codeOf(declared, name));
    const script = `process.stdout.write(typeof require("./__index.js").handler)`;
    const region = { AWS_REGION: declared.region, AWS_LAMBDA_FUNCTION_NAME: name };
    // The SDK warns that it will drop Node 20; Lambda runs a later version.
    const noWarning = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };
    const env = { ...environmentOf(resource), ...region, ...noWarning };
    return await run(process.execPath, ["-e", script], { cwd: directory, env });
  } finally {
    await rm(directory, { recursive: true });
  }
};

describe("uploaded code", () => {
  let declared: DeclaredStack;
  before(async function () {
    this.timeout(180_000);
    declared = withoutConsumers(await recordedStack("dev"));
  });

  it("is one file for each function", () => {
    const functions = ofType(declared, types.function);
    assert.equal(functions.length, 3);
    for (const each of functions) {
      assert.deepEqual(Object.keys(filesOf(each)), ["__index.js"]);
      assert.equal(each.inputs.handler, "__index.handler");
    }
  });

  it("stays below 0.4 MB zipped", () => {
    for (const name of Object.keys(handlers)) {
      const zipped = deflateRawSync(codeOf(declared, name)).length;
      assert.ok(zipped < 400_000, `${name} takes ${zipped} bytes`);
    }
  });

  it("contains no secret and no path of the build machine", () => {
    for (const name of Object.keys(handlers)) {
      const code = codeOf(declared, name);
      for (const secret of Object.values(plantedSecrets)) assert.ok(!code.includes(secret), name);
      assert.ok(!code.includes(path.join(__dirname, "..")), name);
    }
  });

  it("keeps the names of its functions, for stack traces", () => {
    for (const [name, handler] of Object.entries(handlers)) {
      assert.match(codeOf(declared, name), new RegExp(`\\b${handler}\\b`));
      assert.match(codeOf(declared, name), /class Failure extends Error|"Failure"/);
    }
  });

  it("bundles no URL parser", () => {
    for (const name of Object.keys(handlers)) {
      assert.ok(!codeOf(declared, name).includes("punycode"), name);
    }
  });

  it("leaves out of the webhook's function the store's client, which only the others use", () => {
    const withClient = Object.keys(handlers).filter((name) =>
      codeOf(declared, name).includes("storeClient"),
    );
    assert.deepEqual(withClient.sort(), ["poll-orders", "process-orders"]);
  });

  it("loads in plain Node with only the declared environment, without a warning", async () => {
    const loads = await Promise.all(Object.keys(handlers).map((name) => load(declared, name)));
    for (const { stdout, stderr } of loads) {
      assert.deepEqual({ stdout, stderr }, { stdout: "function", stderr: "" });
    }
  });
});

const serialized = async (factory: () => unknown): Promise<string> => {
  const options = { isFactoryFunction: true, exportName: "handler", allowSecrets: true };
  return (await pulumi.runtime.serializeFunction(factory, options)).text;
};

type Entry = { readonly handler: unknown };

describe("the archive of a function", () => {
  /** What a function uploads whose code Pulumi serialized to this text. */
  const filesFor = async (text: string): Promise<Readonly<Record<string, unknown>>> => {
    const { AssetArchive, StringAsset } = pulumi.asset;
    const code = pulumi.output(new AssetArchive({ "__index.js": new StringAsset(text) }));
    const type = "aws:lambda/function:Function";
    const args = { type, name: "poll-orders", props: { code }, opts: {}, resource: {} as never };
    const transformed = bundled("poll-orders")(args)?.props["code"] as typeof code;
    const archive = await new Promise<{ readonly assets: unknown }>((resolve) =>
      transformed.apply(resolve),
    );
    return (await archive.assets) as Readonly<Record<string, unknown>>;
  };

  it("holds the code as a file: the state of the stack repeats a text, and of a file keeps path and hash", async () => {
    const text = await serialized(() => (require("./entrypoints/pollOrders") as Entry).handler);
    const { "__index.js": asset, ...others } = await filesFor(text);
    assert.deepEqual(others, {});
    assert.ok(asset instanceof pulumi.asset.FileAsset);
    const file = await asset.path;
    assert.equal(await readFile(file, "utf8"), await bundleFunction("poll-orders", text));
    assert.match(file, /^node_modules\/\.cache\/order-replication\/[0-9a-f]{64}\.js$/);
  });
});

describe("a function's factory", () => {
  const list = [1, 2];
  const helper = (): number => list.length;
  const handlerOf = ({ handler }: Entry): unknown => handler;

  it("passes when it requires its entry and captures nothing", async () => {
    const text = await serialized(() => (require("./entrypoints/pollOrders") as Entry).handler);
    assert.match(await bundleFunction("poll-orders", text), /\bpollOrders\b/);
  });

  it("may require its entry from consumers/", async () => {
    const text = await serialized(() => (require("./consumers/absent") as Entry).handler);
    await assert.rejects(bundleFunction("to-erp", text), /The function to-erp does not bundle: /);
  });

  const capturing: readonly (readonly [captured: string, factory: () => unknown])[] = [
    ["a value", () => [(require("./entrypoints/pollOrders") as Entry).handler, list]],
    ["a local function", () => [(require("./entrypoints/pollOrders") as Entry).handler, helper()]],
    [
      "its entry through a local function",
      () => handlerOf(require("./entrypoints/pollOrders") as Entry),
    ],
    ["a package", () => [(require("./entrypoints/pollOrders") as Entry).handler, pulumi.runtime]],
    [
      "a module",
      () => [(require("./entrypoints/pollOrders") as Entry).handler, require("node:os") as unknown],
    ],
    ["another file instead of its entry", () => (require("./domain/failure") as Entry).handler],
  ];
  for (const [captured, factory] of capturing) {
    it(`is rejected by name when it captures ${captured}`, async function () {
      this.timeout(180_000);
      const text = await serialized(factory).catch((error: unknown) => String(error));
      await assert.rejects(
        bundleFunction("poll-orders", text),
        /The factory of the function poll-orders must require its entry/,
      );
    });
  }

  it("is rejected with the function's name and the location when its entry does not bundle", async () => {
    const text = await serialized(() => (require("./entrypoints/absent") as Entry).handler);
    await assert.rejects(
      bundleFunction("poll-orders", text),
      /The function poll-orders does not bundle: [\s\S]*__index\.js:\d+:\d+: [\s\S]*entrypoints\/absent/,
    );
  });
});
