import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fillPlaceholders, readEvent, sampleEventNames } from "../../local/invoke/eventFile";
import { invokeArguments, usage } from "../../local/invoke/invokeArguments";

const functions = ["pollOrders", "processOrders", "receiveWebhook"];
const values = { STORE_HASH: "abc", WEBHOOK_SECRET: 'se"cret', ORDER_ID: "7" };

describe("invokeArguments", () => {
  it("accepts a function, and an event file", () => {
    const plain = { functionName: "pollOrders", eventFile: undefined, json: false };
    assert.deepEqual(invokeArguments(["pollOrders"], functions), plain);
    assert.deepEqual(invokeArguments(["pollOrders", "mine.json", "--json"], functions), {
      ...plain,
      eventFile: "mine.json",
      json: true,
    });
  });

  it("recognizes --help", () => {
    assert.equal(invokeArguments(["--help"], functions), "help");
    for (const name of [...sampleEventNames(), "--json", ...Object.keys(values)])
      assert.ok(usage.includes(name), name);
  });

  const refused: readonly (readonly [words: readonly string[], reason: RegExp])[] = [
    [[], /^Expected a function, pollOrders, processOrders or receiveWebhook, got nothing$/],
    [["poll-orders"], /^Expected a function, pollOrders.*, got "poll-orders"$/],
    [["pollOrders", "a.json", "b.json"], /^Expected one event, got 1 more: b\.json$/],
    [["pollOrders", "--bogus"], /--bogus/],
    [["pollOrders", "--json=yes"], /--json/],
  ];
  for (const [words, reason] of refused) {
    it(`rejects ${words.join(" ") || "no arguments"}`, () => {
      const error = invokeArguments(words, functions);
      assert.ok(error instanceof Error);
      assert.match(error.message, reason);
    });
  }
});

describe("an event file", () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(path.join(tmpdir(), "event-file-"));
  });
  after(() => rmSync(directory, { recursive: true }));

  const file = (text: string): string => {
    const name = path.join(directory, "event.json");
    writeFileSync(name, text);
    return name;
  };

  it("has its placeholders replaced in all strings, and nothing else", () => {
    const text = '{"a":["${STORE_HASH}/${ORDER_ID}",1,null,true],"${ORDER_ID}":{"b":"$ORDER_ID"}}';
    const event = fillPlaceholders(readEvent("pollOrders", file(text)), values);
    assert.deepEqual(event, { a: ["abc/7", 1, null, true], "${ORDER_ID}": { b: "$ORDER_ID" } });
    assert.deepEqual(fillPlaceholders({ secret: "${WEBHOOK_SECRET}" }, values), {
      secret: 'se"cret',
    });
  });

  const refused: readonly (readonly [what: string, given: () => string, reason: RegExp])[] = [
    ["does not exist", () => path.join(directory, "absent.json"), /^Expected a file at .*ENOENT/],
    ["is a folder", () => directory, /^Expected a file at .*EISDIR/],
    ["contains no JSON", () => file("{ id: 7 }"), /^Expected .*event\.json to contain JSON, got: /],
    [
      "has an unknown placeholder",
      () => file('"${HASH}"'),
      /to have only placeholders \$\{STORE_HASH\}, .*, got \$\{HASH\}$/,
    ],
  ];
  for (const [what, given, reason] of refused) {
    it(`is rejected when it ${what}`, () => {
      assert.throws(
        () => readEvent("pollOrders", given()),
        (error: Error) => reason.test(error.message),
      );
    });
  }
});
