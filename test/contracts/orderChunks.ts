import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { maxChunkBytes } from "../../domain/sizeLimits";
import type { OrderChunks } from "../../ports";

const aVersion = (version = "b", orderId = 100, part = "products") => ({ orderId, part, version });

/** The contract of any OrderChunks table. `make` returns an empty one. */
export const describeOrderChunks = (name: string, make: () => Promise<OrderChunks>): void => {
  describe(`${name}, as an OrderChunks table`, () => {
    let chunks: OrderChunks;
    beforeEach(async () => {
      chunks = await make();
    });
    const put = (version: ReturnType<typeof aVersion>, ...contents: readonly Uint8Array[]) =>
      Promise.all(contents.map((bytes, number) => chunks.put({ ...version, number }, bytes)));
    const read = async (version = aVersion()) =>
      (await chunks.read(version)).map((bytes) => Buffer.from(bytes).toString());
    const text = (value: string) => Buffer.from(value);

    it("has no chunks of what was not written", async () => {
      assert.deepEqual(await chunks.read(aVersion()), []);
      assert.deepEqual(await chunks.listBefore(aVersion()), []);
    });

    it("returns the chunks of one version in their order", async () => {
      const contents = Array.from({ length: 12 }, (_, n) => text(`chunk ${n}`));
      await put(aVersion(), ...contents);
      await put(aVersion("b2"), text("a longer version"));
      await put(aVersion("b", 101), text("another order"));
      await put(aVersion("b", 100, "coupons"), text("another part"));
      assert.deepEqual(await read(), contents.map(String));
    });

    it("holds chunks of the largest size, more than one response holds", async () => {
      const contents = Array.from({ length: 4 }, () => randomBytes(maxChunkBytes));
      await put(aVersion(), ...contents);
      const bytes = Buffer.concat(await chunks.read(aVersion()));
      assert.ok(bytes.equals(Buffer.concat(contents)));
    });

    it("writes a chunk twice, and removes it twice, as once", async () => {
      await put(aVersion(), text("one"));
      await put(aVersion(), text("one"));
      assert.deepEqual(await read(), ["one"]);
      await chunks.remove({ ...aVersion(), number: 0 });
      await chunks.remove({ ...aVersion(), number: 0 });
      assert.deepEqual(await read(), []);
    });

    it("lists what is older than a version: of this part of this order, and nothing newer", async () => {
      await put(aVersion("a#2#digest#x"), text("one"), text("two"));
      for (const version of ["b#1", "b#1#digest", "c"]) await put(aVersion(version), text("three"));
      await put(aVersion("a", 101), text("another order"));
      await put(aVersion("a", 100, "coupons"), text("another part"));
      assert.deepEqual(await chunks.listBefore(aVersion("b#1")), [
        { ...aVersion("a#2#digest#x"), number: 0 },
        { ...aVersion("a#2#digest#x"), number: 1 },
      ]);
    });
  });
};
