import assert from "node:assert/strict";
import { adoptionArguments } from "../../recovery/adoption/adoptionArguments";
import { backfillArguments } from "../../recovery/backfillArguments";

const problemOf = (parsed: unknown): string => (parsed instanceof Error ? parsed.message : "");
const environment = { BIGCOMMERCE_ACCESS_TOKEN: "token" };
const given = {
  stack: "dev",
  "restored-to": "2026-01-31T09:30:00Z",
  "orders-table": "orders-restored",
  "chunks-table": "chunks",
  "webhooks-table": "webhooks",
  "queue-url": "https://queue",
};
const words = (over: Readonly<Record<string, string | undefined>> = {}): readonly string[] =>
  Object.entries({ ...given, ...over }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}=${value}`],
  );

describe("backfillArguments", () => {
  it("makes a dry run by default", () => {
    assert.deepEqual(backfillArguments(words(), environment), {
      stack: "dev",
      restoredTo: "2026-01-31T09:30:00.000Z",
      ordersTable: "orders-restored",
      chunksTable: "chunks",
      previousTable: undefined,
      webhooksTable: "webhooks",
      queueUrl: "https://queue",
      writes: false,
      report: undefined,
      token: "token",
    });
  });

  it("refuses a missing flag, naming the flag", () => {
    for (const name of Object.keys(given))
      assert.match(
        problemOf(backfillArguments(words({ [name]: undefined }), environment)),
        new RegExp(`--${name}`),
      );
    assert.match(problemOf(backfillArguments(words(), {})), /BIGCOMMERCE_ACCESS_TOKEN/);
  });

  it("refuses an instant without an offset, which is another instant on another machine", () => {
    for (const time of ["2026-01-31T09:30:00", "2026-01-31", "yesterday", "2026-99-31T09:30:00Z"])
      assert.ok(
        backfillArguments(words({ "restored-to": time }), environment) instanceof RangeError,
      );
  });

  it("refuses the restored table as the previous one", () => {
    const same = words({ "previous-table": "orders-restored" });
    assert.match(problemOf(backfillArguments(same, environment)), /got "orders-restored" twice/);
  });
});

describe("adoptionArguments", () => {
  it("needs stack, table and name", () => {
    const all = ["--stack", "dev", "--table", "orders", "--name", "orders-restored"];
    assert.deepEqual(adoptionArguments(all), {
      stack: "dev",
      table: "orders",
      name: "orders-restored",
    });
    assert.ok(adoptionArguments(all.slice(2)) instanceof RangeError);
    assert.equal(adoptionArguments(["--help"]), "help");
  });
});
