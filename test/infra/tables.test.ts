import assert from "node:assert/strict";
import { ofType, onEveryStack, only, types } from "../support/recordedStack";
import { settingOf } from "../support/stackFiles";

const keys: Readonly<Record<string, object>> = {
  orders: { hashKey: "id", rangeKey: undefined, attributes: [{ name: "id", type: "N" }] },
  "order-chunks": {
    hashKey: "orderId",
    rangeKey: "chunk",
    attributes: [
      { name: "orderId", type: "N" },
      { name: "chunk", type: "S" },
    ],
  },
  jobs: {
    hashKey: "kind",
    rangeKey: "at",
    attributes: [
      { name: "kind", type: "S" },
      { name: "at", type: "S" },
    ],
  },
  webhooks: {
    hashKey: "orderId",
    rangeKey: "eventId",
    attributes: [
      { name: "orderId", type: "N" },
      { name: "eventId", type: "S" },
    ],
  },
};

describe("tables", () => {
  onEveryStack((recorded) => {
    const tables = () => ofType(recorded(), types.table);

    it("have exactly the keys of the design", () => {
      assert.equal(tables().length, 4);
      for (const { name, inputs } of tables()) {
        const { hashKey, rangeKey, attributes } = inputs;
        assert.deepEqual({ hashKey, rangeKey, attributes }, keys[name]);
      }
    });

    it("are billed on demand", () => {
      for (const { inputs } of tables()) assert.equal(inputs.billingMode, "PAY_PER_REQUEST");
    });

    it("have the deletion protection of the stack file", () => {
      const isProtected = settingOf(recorded().stack, "protectData") === "true";
      for (const { inputs } of tables()) {
        assert.equal(inputs.deletionProtectionEnabled, isProtected);
      }
    });

    it("are protected from replacement and deletion by Pulumi as well, before anything changes", () => {
      const isProtected = settingOf(recorded().stack, "protectData") === "true";
      for (const { name, protect } of tables()) assert.equal(protect, isProtected, name);
    });

    it("expire jobs and webhooks, and never an order", () => {
      const ttl = { attributeName: "expiresAt", enabled: true };
      const ttls = tables().map(({ name, inputs }) => [name, inputs.ttl]);
      assert.deepEqual(Object.fromEntries(ttls), {
        orders: undefined,
        "order-chunks": undefined,
        jobs: ttl,
        webhooks: ttl,
      });
    });

    it("stream orders with old and new images", () => {
      const { inputs } = only(recorded(), types.table, "orders");
      assert.equal(inputs.streamEnabled, true);
      assert.equal(inputs.streamViewType, "NEW_AND_OLD_IMAGES");
    });
  });
});
