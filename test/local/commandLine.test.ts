import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import path from "node:path";
import { nodeRuntime } from "../../local/lambda/nodeRuntime";
import type { RunReport } from "../../local/start/runReport";

const root = path.join(__dirname, "../..");

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const start = (words: readonly string[], env: Record<string, string> = {}) => {
  const node = ["--require", "tsx/cjs", "local/main.ts", ...words];
  return spawn(process.execPath, node, { cwd: root, env: { ...process.env, ...env } });
};

const ended = (child: ReturnType<typeof start>): Promise<Ended> =>
  new Promise((resolve) => {
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk) => (stdout += String(chunk)));
    child.stderr.on("data", (chunk) => (stderr += String(chunk)));
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });

/** Resolves when a running child prints a match. */
const printed = (child: ReturnType<typeof start>, pattern: RegExp): Promise<RegExpExecArray> =>
  new Promise((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += String(chunk);
      const found = pattern.exec(text);
      if (found) resolve(found);
    });
    child.on("close", () =>
      reject(new Error(`The child exited without printing ${pattern}: ${text}`)),
    );
  });

describe("npm start", function () {
  this.timeout(120_000);

  it("prints its usage and exits with 2 for an invalid flag or number", async () => {
    const { code, stdout, stderr } = await ended(start(["--once", "--orders", "many"]));
    assert.equal(code, 2);
    assert.equal(stdout, "");
    assert.match(
      stderr,
      /^Expected --orders to be a whole number .*, got "many"\n\nUsage: npm start/,
    );
    assert.equal((await ended(start(["--bogus"]))).code, 2);
  });

  it("prints its usage with --help", async () => {
    const { code, stdout } = await ended(start(["--help"]));
    assert.equal(code, 0);
    assert.match(stdout, /^Usage: npm start/);
  });

  it("replicates and acknowledges every new order, and prints JSON as the last line", async () => {
    const { code, stdout, stderr } = await ended(start("--once --json --orders 20".split(" ")));
    assert.equal(code, 0, stderr);
    const last = stdout.trimEnd().split("\n").at(-1) ?? "";
    const { store, resources, node, durationMs, ...rest } = JSON.parse(last) as RunReport;
    // How many of them are new depends on Pulumi.dev.yaml.
    const fresh = rest.orders.new;
    assert.ok(fresh > 0);
    assert.deepEqual(rest, {
      orders: {
        inStore: 20,
        new: fresh,
        replicated: fresh,
        acknowledged: fresh,
        untouched: 20 - fresh,
        deadLettered: 0,
      },
    });
    const { requests, requestsPerOrder } = store;
    assert.equal(requestsPerOrder, Math.round((requests / fresh) * 100) / 100);
    assert.ok(requests > fresh && requests < 80, `${requests} requests`);
    assert.ok(resources > 20 && durationMs > 500);
    assert.equal(node, nodeRuntime(process.env).version);
  });

  it("accepts the webhook that it prints, and stops completely on Ctrl-C", async () => {
    const child = start(["--orders", "5"]);
    const exit = ended(child);
    const [, url = "", secret = "", body = ""] = await printed(
      child,
      /curl -i -X POST (\S+)[\s\S]*X-Webhook-Secret: (\w+)"[\s\S]*-d '([^']+)'[\s\S]*Ctrl-C/,
    );
    const send = (headers: Record<string, string>) =>
      fetch(url, {
        method: "POST",
        body,
        headers: { "Content-Type": "application/json", ...headers },
      });
    assert.equal((await send({})).status, 401);
    const queued = printed(child, /A webhook queued order \d+/);
    assert.equal((await send({ "X-Webhook-Secret": secret })).status, 200);
    await queued;
    child.kill("SIGINT");
    assert.equal((await exit).code, 0);
    await assert.rejects(send({}));
  });
});
