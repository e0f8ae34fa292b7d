import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { storeArguments } from "../../simulator/storeArguments";

describe("storeArguments", () => {
  it("parses every flag", () => {
    const words =
      "--port 0 --orders 12 --seed 3 --store-hash h4sh --token t0ken --latency 80 --span 10".split(
        " ",
      );
    const expected = {
      port: 0,
      orders: 12,
      seed: 3,
      hash: "h4sh",
      token: "t0ken",
      latencyMs: 80,
      spanMinutes: 10,
    };
    assert.deepEqual(storeArguments(words), expected);
  });

  it("has a default for every flag", () => {
    const expected = {
      port: 8080,
      orders: 200,
      seed: 7,
      hash: "abc123",
      token: "secret",
      latencyMs: 0,
      spanMinutes: 90,
    };
    assert.deepEqual(storeArguments([]), expected);
  });

  for (const [words, named] of [
    ["--bogus", /--bogus/],
    ["stray", /stray/],
    ["--port 70000", /--port .* 65535, got "70000"/],
    ["--orders -1", /--orders/],
    ["--orders many", /--orders .* got "many"/],
    ["--seed 1.5", /--seed/],
    ["--store-hash a/b", /--store-hash/],
  ] as const) {
    it(`rejects ${words} with a reason`, () => {
      const error = storeArguments(words.split(" "));
      assert.ok(error instanceof Error);
      assert.match(error.message, named);
    });
  }
});

describe("npm run store", () => {
  const run = (...words: string[]): ChildProcess =>
    spawn(process.execPath, [
      "-r",
      "tsx/cjs",
      join(__dirname, "../../simulator/main.ts"),
      ...words,
    ]);

  const outputOf = (child: ChildProcess): { text: string } => {
    const output = { text: "" };
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => (output.text += chunk.toString()));
    return output;
  };

  it("exits with 2 and prints the usage for an unknown flag", async () => {
    const child = run("--bogus");
    const output = outputOf(child);
    assert.deepEqual(await once(child, "close"), [2, null]);
    assert.match(output.text, /--bogus[\s\S]*Usage: npm run store/);
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`prints its URL and a working curl command, and exits cleanly on ${signal}`, async () => {
      const child = run("--port", "0", "--orders", "5");
      const output = outputOf(child);
      while (!output.text.includes("Ctrl-C")) await once(child.stdout ?? child, "data");
      const [, url = ""] = /"(http\S+)"/.exec(output.text) ?? [];
      const response = await fetch(url, {
        headers: { "X-Auth-Token": "secret", Accept: "application/json" },
      });
      assert.equal(response.status, 200);
      await response.arrayBuffer();
      child.kill(signal);
      assert.deepEqual(await once(child, "close"), [0, null]);
    });
  }
});
