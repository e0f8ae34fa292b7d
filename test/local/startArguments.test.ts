import assert from "node:assert/strict";
import { startArguments, usage } from "../../local/start/startArguments";

const token = { BIGCOMMERCE_ACCESS_TOKEN: "t0ken" };
const external = ["--store-url", "https://api.bigcommerce.com/", "--store-hash", "abc"];

describe("startArguments", () => {
  it("opens a simulated store of 60 orders by default", () => {
    const plain = { once: false, json: false, orders: 60, seed: 1, external: undefined };
    assert.deepEqual(startArguments([], {}), plain);
    assert.deepEqual(startArguments(["--once", "--json", "--orders", "5", "--seed=9"], {}), {
      ...plain,
      once: true,
      json: true,
      orders: 5,
      seed: 9,
    });
  });

  it("makes a dry run on an external store unless --acknowledge is on", () => {
    const expected = { url: "https://api.bigcommerce.com", hash: "abc", token: "t0ken" };
    const read = (words: string[]) => startArguments(words, token) as { external?: unknown };
    assert.deepEqual(read(external).external, { ...expected, acknowledge: "plan" });
    assert.deepEqual(read([...external, "--acknowledge", "on"]).external, {
      ...expected,
      acknowledge: "on",
    });
  });

  it("recognizes --help", () => {
    assert.equal(startArguments(["--help"], {}), "help");
    assert.ok(usage.split("\n").every(({ length }) => length <= 80));
    for (const flag of ["--once", "--json", "--orders", "--seed", "--store-url", "--acknowledge"]) {
      assert.match(usage, new RegExp(flag));
    }
  });

  const refused: readonly (readonly [words: readonly string[], reason: RegExp])[] = [
    [["--bogus"], /--bogus/],
    [["now"], /now/],
    [["--orders", "many"], /--orders to be a whole number .* got "many"/],
    [["--orders", "-1"], /--orders/],
    [["--orders", "1.5"], /got "1.5"/],
    [["--orders", ""], /got ""/],
    [["--orders"], /--orders/],
    [["--seed", "4294967296"], /--seed to be a whole number from 0 to 4294967295/],
    [["--once=yes"], /--once/],
    [["--acknowledge", "on"], /--acknowledge is not allowed here/],
    [["--store-hash", "abc"], /--store-hash is not allowed here/],
    [["--store-url", "https://x.y"], /needs --store-hash/],
    [["--store-url", "ftp://x", "--store-hash", "abc"], /--store-url to be an http or https URL/],
    [[...external, "--acknowledge", "off"], /--acknowledge to be on or plan, got "off"/],
    [[...external, "--orders", "5"], /--orders is not allowed here/],
  ];
  for (const [words, reason] of refused) {
    it(`rejects ${words.join(" ")}`, () => {
      const error = startArguments(words, token);
      assert.ok(error instanceof Error);
      assert.match(error.message, reason);
    });
  }

  it("rejects an external store without a token, naming the variable", () => {
    const error = startArguments(external, {});
    assert.ok(error instanceof Error);
    assert.match(error.message, /BIGCOMMERCE_ACCESS_TOKEN/);
  });
});
