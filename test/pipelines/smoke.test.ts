import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { type RunningService, startService } from "../support/runningService";

const root = path.join(__dirname, "..", "..");

/** Stands in for the AWS CLI: notes what it is asked, and answers as `aws lambda invoke` does. */
const aws = `#!/usr/bin/env bash
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
    writeFileSync(path.join(directory, "aws"), aws);
    chmodSync(path.join(directory, "aws"), 0o755);
  });
  after(async () => {
    rmSync(directory, { recursive: true });
    await service.stop();
  });

  const smoke = (over: Readonly<Record<string, string>> = {}) =>
    new Promise<{ code: number | null; said: string; calls: readonly string[] }>((resolve) => {
      const CALLS = path.join(mkdtempSync(path.join(directory, "calls-")), "log");
      writeFileSync(CALLS, "");
      const own = { POLL_FUNCTION: "poll-orders-1a2b", WEBHOOK_URL: service.cloud.webhookUrl };
      const PATH = `${directory}:${process.env.PATH}`;
      const env = { ...process.env, PATH, CALLS, FAILURE: "None", ...own, ...over };
      const child = spawn(path.join(root, ".ci", "smoke"), { env, cwd: directory });
      let said = "";
      child.stdout.on("data", (chunk) => (said += String(chunk)));
      child.stderr.on("data", (chunk) => (said += String(chunk)));
      child.on("close", (code) => {
        resolve({ code, said, calls: readFileSync(CALLS, "utf8").trim().split("\n") });
      });
    });

  it("polls once and is content when a webhook without its secret is turned away", async () => {
    const { code, said, calls } = await smoke();
    assert.equal(code, 0, said);
    assert.match(said, /A webhook .* with 401\.\npollOrders answered: \{"queued":0\}\n/);
    assert.equal(calls.length, 1);
    assert.match(
      calls[0] ?? "",
      /^1 lambda invoke --function-name poll-orders-1a2b .*file:\/\/events\/pollOrders\.json/,
    );
    assert.deepEqual(await service.rows("webhooks"), []);
  });

  it("fails when the poll does, or may not be made", async () => {
    const failed = await smoke({ FAILURE: "Unhandled" });
    assert.equal(failed.code, 1);
    assert.match(failed.said, /Expected the poll to succeed, got a function error: Unhandled/);
    assert.equal((await smoke({ FAILURE: "denied" })).code, 254);
  });

  /** A webhook URL that answers with one status after the other, and stays with the last. */
  const answering = async (...statuses: number[]) => {
    const server = createServer((_, response) => {
      response.writeHead(statuses.length > 1 ? (statuses.shift() ?? 0) : (statuses[0] ?? 0)).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const close = () => new Promise((resolve) => server.close(resolve));
    return { url, close };
  };

  it("asks again while the new function may not work yet", async () => {
    const { url, close } = await answering(500, 401);
    const { code, said } = await smoke({ WEBHOOK_URL: url });
    await close();
    assert.equal(code, 0, said);
    assert.match(said, /answered with 401\.\n/);
  });

  it("asks again while a new API is not known everywhere, which answers 403 or 404", async () => {
    const unknownYet = await Promise.all([answering(403, 401), answering(404, 401)]);
    const checks = await Promise.all(unknownYet.map(({ url }) => smoke({ WEBHOOK_URL: url })));
    await Promise.all(unknownYet.map(({ close }) => close()));
    for (const { code, said } of checks) {
      assert.equal(code, 0, said);
      assert.match(said, /answered with 401\.\n/);
    }
  });

  it("fails before it polls when anybody's webhook is taken, and when nobody answers", async () => {
    const { url, close } = await answering(200);
    const taken = await smoke({ WEBHOOK_URL: url });
    await close();
    assert.deepEqual([taken.code, taken.calls], [1, [""]]);
    assert.match(taken.said, /Expected 401 .*, got 200/);
    assert.notEqual((await smoke({ WEBHOOK_URL: url })).code, 0);
  });

  it("says what it was not told", async () => {
    const { code, said } = await smoke({ POLL_FUNCTION: "" });
    assert.equal(code, 1);
    assert.match(said, /POLL_FUNCTION: the name of the deployed pollOrders/);
  });
});
