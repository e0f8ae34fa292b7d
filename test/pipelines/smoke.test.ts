import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { type RunningService, startService } from "../support/runningService";

const root = path.join(__dirname, "..", "..");

/** A stub of the AWS CLI: records its calls and responds as `aws lambda invoke` does. */
const awsStub = `#!/usr/bin/env bash
echo "$AWS_MAX_ATTEMPTS $*" >> "$CALLS"
[ "$FAILURE" != denied ] || { echo "AccessDeniedException" >&2; exit 254; }
echo '{"queued":0}' > "\${@: -1}"
echo "$FAILURE"
`;

describe("the smoke check after a deployment", function () {
  this.timeout(120_000);
  let service: RunningService;
  let directory: string;
  before(async () => {
    service = await startService();
    directory = mkdtempSync(path.join(tmpdir(), "smoke-"));
    writeFileSync(path.join(directory, "aws"), awsStub);
    chmodSync(path.join(directory, "aws"), 0o755);
  });
  after(async () => {
    rmSync(directory, { recursive: true });
    await service.stop();
  });

  const smoke = (over: Readonly<Record<string, string>> = {}) =>
    new Promise<{ code: number | null; output: string; calls: readonly string[] }>((resolve) => {
      const CALLS = path.join(mkdtempSync(path.join(directory, "calls-")), "log");
      writeFileSync(CALLS, "");
      const settings = { POLL_FUNCTION: "poll-orders-1a2b", WEBHOOK_URL: service.cloud.webhookUrl };
      const PATH = `${directory}:${process.env.PATH}`;
      const env = { ...process.env, PATH, CALLS, FAILURE: "None", ...settings, ...over };
      const child = spawn(path.join(root, ".ci", "smoke"), { env, cwd: directory });
      let output = "";
      child.stdout.on("data", (chunk) => (output += String(chunk)));
      child.stderr.on("data", (chunk) => (output += String(chunk)));
      child.on("close", (code) => {
        resolve({ code, output, calls: readFileSync(CALLS, "utf8").trim().split("\n") });
      });
    });

  it("passes when a webhook without its secret is rejected and one poll succeeds", async () => {
    const { code, output, calls } = await smoke();
    assert.equal(code, 0, output);
    assert.match(output, /A webhook .* status 401\.\npollOrders returned: \{"queued":0\}\n/);
    assert.equal(calls.length, 1);
    assert.match(
      calls[0] ?? "",
      /^1 lambda invoke --function-name poll-orders-1a2b .*file:\/\/events\/pollOrders\.json/,
    );
    assert.deepEqual(await service.rows("webhooks"), []);
  });

  it("fails when the poll fails or is denied", async () => {
    const failed = await smoke({ FAILURE: "Unhandled" });
    assert.equal(failed.code, 1);
    assert.match(failed.output, /Expected the poll to succeed, got a function error: Unhandled/);
    assert.equal((await smoke({ FAILURE: "denied" })).code, 254);
  });

  /** A server that responds with each status in turn, and repeats the last. */
  const respondingWith = async (...statuses: number[]) => {
    const server = createServer((_, response) => {
      response.writeHead(statuses.length > 1 ? (statuses.shift() ?? 0) : (statuses[0] ?? 0)).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const close = () => new Promise((resolve) => server.close(resolve));
    return { url, close };
  };

  it("retries 5xx responses while a new role propagates", async () => {
    const { url, close } = await respondingWith(500, 401);
    const { code, output } = await smoke({ WEBHOOK_URL: url });
    await close();
    assert.equal(code, 0, output);
    assert.match(output, /got status 401\.\n/);
  });

  it("retries 403 and 404 responses while a new API propagates", async () => {
    const servers = await Promise.all([respondingWith(403, 401), respondingWith(404, 401)]);
    const checks = await Promise.all(servers.map(({ url }) => smoke({ WEBHOOK_URL: url })));
    await Promise.all(servers.map(({ close }) => close()));
    for (const { code, output } of checks) {
      assert.equal(code, 0, output);
      assert.match(output, /got status 401\.\n/);
    }
  });

  it("fails without a poll when a webhook without its secret is accepted, and when nothing listens", async () => {
    const { url, close } = await respondingWith(200);
    const accepting = await smoke({ WEBHOOK_URL: url });
    await close();
    assert.deepEqual([accepting.code, accepting.calls], [1, [""]]);
    assert.match(accepting.output, /Expected 401 .*, got 200/);
    assert.notEqual((await smoke({ WEBHOOK_URL: url })).code, 0);
  });

  it("names a missing variable", async () => {
    const { code, output } = await smoke({ POLL_FUNCTION: "" });
    assert.equal(code, 1);
    assert.match(output, /POLL_FUNCTION: the name of the deployed pollOrders/);
  });
});
