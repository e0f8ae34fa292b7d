import assert from "node:assert/strict";
import { aCloud, aFunction, stopClouds, until } from "./declared";

const isGone = (pid: number): boolean => {
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
};

describe("a local Lambda function", function () {
  this.timeout(30_000);
  afterEach(stopClouds);

  it("runs the uploaded code in a separate process, with the declared environment only", async () => {
    process.env.OF_THIS_MACHINE = "seen";
    const cloud = await aCloud([
      aFunction("tell", "return { pid: process.pid, env: process.env };", {
        environment: { variables: { TABLE: "orders-1" } },
        memorySize: 256,
      }),
    ]);
    const { result, error } = await cloud.invoke("tell", {});
    delete process.env.OF_THIS_MACHINE;
    assert.equal(error, undefined);
    const { pid, env } = result as { pid: number; env: Record<string, string> };
    assert.notEqual(pid, process.pid);
    assert.equal(env.TABLE, "orders-1");
    assert.equal(env.AWS_ENDPOINT_URL, cloud.endpoint);
    assert.equal(env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE, "256");
    assert.equal(env.OF_THIS_MACHINE, undefined);
    assert.equal(env.PATH, undefined);
  });

  it("keeps a container warm and starts further ones for concurrent events", async () => {
    const body =
      "globalThis.count = (globalThis.count ?? 0) + 1; await new Promise((r) => setTimeout(r, event.ms)); return { pid: process.pid, count };";
    const cloud = await aCloud([aFunction("count", body)]);
    const call = async (ms: number) =>
      (await cloud.invoke("count", { ms })).result as { pid: number; count: number };
    const first = await call(0);
    const second = await call(0);
    assert.deepEqual(second, { pid: first.pid, count: 2 });
    const [one, other] = await Promise.all([call(200), call(200)]);
    assert.notEqual(one.pid, other.pid);
    assert.equal(cloud.containers("count").length, 2);
  });

  it("gets its request id, its remaining time and its ARN from the context", async () => {
    const body =
      "return { id: context.awsRequestId, left: context.getRemainingTimeInMillis(), name: context.functionName, arn: context.invokedFunctionArn };";
    const cloud = await aCloud([aFunction("who", body, { timeout: 7 })]);
    const { result, requestId } = await cloud.invoke("who", {});
    const { id, left, name, arn } = result as Record<string, string | number>;
    assert.equal(id, requestId);
    assert.ok(Number(left) > 5_000 && Number(left) <= 7_000, `${left} ms are left`);
    assert.match(
      String(arn),
      new RegExp(`^arn:aws:lambda:us-east-1:000000000000:function:${name}$`),
    );
  });

  it("is killed at its timeout, fails as on AWS, and is started again", async () => {
    const body = "console.log('working'); while (!event.quick) {} return process.pid;";
    const cloud = await aCloud([aFunction("slow", body, { timeout: 1 })]);
    const before = (await cloud.invoke("slow", { quick: true })).result;
    const { error, logs, requestId } = await cloud.invoke("slow", {});
    assert.equal(error?.errorType, "Sandbox.Timedout");
    assert.equal(
      error.errorMessage,
      `RequestId: ${requestId} Error: Task timed out after 1.00 seconds`,
    );
    assert.deepEqual(logs, ["working"]);
    assert.ok(isGone(Number(before)));
    const after = await cloud.invoke("slow", { quick: true });
    assert.equal(after.error, undefined);
    assert.notEqual(after.result, before);
  });

  it("fails the event whose process exits, and only that one", async () => {
    const cloud = await aCloud([
      aFunction("die", "if (event.die) process.exit(3); return 'alive';"),
    ]);
    const { error } = await cloud.invoke("die", { die: true });
    assert.equal(error?.errorType, "Runtime.ExitError");
    assert.match(error.errorMessage, /Runtime exited with error: exit status 3$/);
    assert.equal((await cloud.invoke("die", {})).result, "alive");
  });

  it("fails an event in which an error or a rejection escapes the handler", async () => {
    const body =
      "if (event.late) setTimeout(() => { throw new Error('escaped'); }, 1); else if (event.lost) Promise.reject(new Error('lost')); else return 'fine'; await new Promise(() => setTimeout(() => undefined, 9000));";
    const cloud = await aCloud([aFunction("escape", body)]);
    const late = await cloud.invoke("escape", { late: true });
    assert.deepEqual(
      [late.error?.errorType, late.error?.errorMessage],
      ["Runtime.UncaughtException", "escaped"],
    );
    const lost = await cloud.invoke("escape", { lost: true });
    assert.deepEqual(
      [lost.error?.errorType, lost.error?.errorMessage],
      ["Runtime.UnhandledPromiseRejection", "lost"],
    );
    assert.equal((await cloud.invoke("escape", {})).result, "fine");
  });

  it("reports an error of the handler by type, message and trace", async () => {
    const cloud = await aCloud([aFunction("throw", "throw new RangeError('too much');")]);
    const { error, logs } = await cloud.invoke("throw", {});
    assert.equal(error?.errorType, "RangeError");
    assert.equal(error.errorMessage, "too much");
    assert.match(error.trace?.join("\n") ?? "", /__index\.js/);
    assert.match(logs.join("\n"), /ERROR\tInvoke Error/);
  });

  it("fails every event when its code does not load", async () => {
    const code = { "__index.js": "throw new TypeError('no table');" };
    const cloud = await aCloud([aFunction("broken", "", { code })]);
    for (const attempt of [1, 2]) {
      const { error } = await cloud.invoke("broken", { attempt });
      assert.deepEqual([error?.errorType, error?.errorMessage], ["TypeError", "no table"]);
    }
  });

  it("rejects handlers with a callback on Node.js 24, as AWS does", async () => {
    const code = { "__index.js": "exports.handler = (event, context, callback) => callback();" };
    const cloud = await aCloud([aFunction("callback", "", { code })]);
    const { error } = await cloud.invoke("callback", {});
    assert.equal(error?.errorType, "Runtime.CallbackHandlerDeprecated");
  });

  it("is killed when it needs more memory than declared", async () => {
    const body = "const kept = []; for (;;) kept.push(new Array(1e5).fill(Math.random()));";
    const cloud = await aCloud([aFunction("eat", body, { memorySize: 128 })]);
    const { error } = await cloud.invoke("eat", {});
    assert.equal(error?.errorType, "Runtime.ExitError");
  });

  it("is killed when its buffers need more memory than declared", async () => {
    const body = "globalThis.kept = Buffer.alloc(400e6, 1); return 1;";
    const cloud = await aCloud([aFunction("buffer", body, { memorySize: 256 })]);
    const { error } = await cloud.invoke("buffer", {});
    assert.equal(error?.errorType, "Runtime.ExitError");
  });

  it("divides its memory as Lambda does: a tenth in two semi-spaces for the young generation", async () => {
    const cloud = await aCloud([
      aFunction("heap", "return process.execArgv;", { memorySize: 256 }),
    ]);
    const { result } = await cloud.invoke("heap", {});
    assert.deepEqual(result, ["--max-semi-space-size=12", "--max-old-space-size=231"]);
  });

  it("returns complete logs with each result, in order", async () => {
    const body =
      "for (let i = 0; i < 500; i++) console.log(event.name + i); console.error('last'); return 1;";
    const cloud = await aCloud([aFunction("talk", body)]);
    for (const name of ["a", "b"]) {
      const { logs } = await cloud.invoke("talk", { name });
      assert.equal(logs.length, 501);
      assert.equal(logs.filter((line) => line.startsWith(name)).at(-1), `${name}499`);
    }
  });

  it("waits for a free container when its reserved concurrency is used up", async () => {
    const body = "await new Promise((r) => setTimeout(r, 20)); return process.pid;";
    const cloud = await aCloud([aFunction("one", body, { reservedConcurrentExecutions: 1 })]);
    const results = await Promise.all([1, 2, 3].map((n) => cloud.invoke("one", { n })));
    assert.equal(new Set(results.map(({ result }) => result)).size, 1);
  });

  it("leaves no process behind when the cloud stops", async () => {
    const cloud = await aCloud([aFunction("stay", "return process.pid;")]);
    const { result } = await cloud.invoke("stay", {});
    const hanging = aCloud([
      aFunction("hang", "await new Promise(() => setInterval(() => 1, 50));"),
    ]);
    const other = await hanging;
    const unanswered = other.invoke("hang", {});
    await until(() => other.containers("hang").length === 1);
    await Promise.all([cloud.stop(), other.stop()]);
    assert.ok(isGone(Number(result)));
    assert.equal((await unanswered).error?.errorType, "Runtime.ExitError");
  });
});
