import assert from "node:assert/strict";
import type { Circuit } from "../../domain/circuit";
import type { StoreCircuit } from "../../ports";

const open: Circuit = {
  probeAt: "2026-11-21T10:01:00.000Z",
  trouble: {
    since: "2026-11-21T10:00:00.000Z",
    code: "store.unavailable",
    reason: "GET /v2/orders was answered 503",
    failedProbes: 0,
  },
};
const later: Circuit = { probeAt: "2026-11-21T10:02:00.000Z" };

/** The contract of any store of the circuit. `make` returns one that was never open. */
export const describeStoreCircuit = (name: string, make: () => Promise<StoreCircuit>): void => {
  describe(`${name}, as the store's circuit`, () => {
    let circuit: StoreCircuit;
    beforeEach(async () => {
      circuit = await make();
    });

    it("finds nothing before the first write, and then what was written last", async () => {
      assert.equal(await circuit.find(), undefined);
      assert.equal(await circuit.write(open, undefined), true);
      assert.deepEqual(await circuit.find(), open);
      assert.equal(await circuit.write(later, open), true);
      const found = await circuit.find();
      assert.deepEqual([found?.probeAt, found?.trouble], [later.probeAt, undefined]);
    });

    it("writes nothing over what another invocation wrote since", async () => {
      await circuit.write(open, undefined);
      assert.equal(await circuit.write(later, undefined), false);
      assert.equal(await circuit.write(later, later), false);
      assert.deepEqual(await circuit.find(), open);
    });
  });
};
