import assert from "node:assert/strict";
import { Failure } from "../../domain/failure";
import { memoryCircuit } from "../../faultSimulation/service/memory/memoryCircuit";
import { admitToStore } from "../../handlers/storeAdmission";
import { resultOrFailure } from "../../handlers/resultOrFailure";
import type { OrderCount, StoreCircuit } from "../../ports";

const minuteMs = 60_000;
const down = new Failure("store.unavailable", "GET /v2/orders/count was answered 503");

/** Invocations that share a circuit, and a store that is up or down. */
const aWorld = (circuit: StoreCircuit = memoryCircuit()) => {
  let at = Date.UTC(2026, 10, 21, 10);
  let isDown = false;
  const probes: unknown[] = [];
  const logged: string[] = [];
  const store = {
    countOrders: async (probe: unknown): Promise<OrderCount> => {
      probes.push(probe);
      if (isDown) throw down;
      return { byStatus: {} };
    },
  };
  const log = (event: string) => void logged.push(event);
  const admit = () =>
    resultOrFailure(() => admitToStore({ circuit, log, now: () => new Date(at) }, store));
  return {
    admit,
    probes,
    logged,
    circuit,
    waitMinutes: (count: number) => void (at += count * minuteMs),
    setDown: (value: boolean) => void (isDown = value),
    /** An invocation finds the store down. */
    open: async () => {
      const admission = await admit();
      assert.ok(!(admission instanceof Failure));
      await admission.failed(down);
    },
  };
};

describe("admitToStore", () => {
  it("sends nothing while the circuit is closed", async () => {
    const world = aWorld();
    assert.ok(!((await world.admit()) instanceof Failure));
    assert.deepEqual([world.probes, world.logged], [[], []]);
  });

  it("refuses every invocation, without a request, until a probe is due", async () => {
    const world = aWorld();
    await world.open();
    const refused = await world.admit();
    assert.ok(refused instanceof Failure && refused.isUnsent);
    assert.match(refused.message, /^Waiting for the store since 2026-11-21T10:00:00.000Z: GET /);
    assert.deepEqual([world.probes, world.logged], [[], ["store.circuit-opened"]]);
  });

  it("probes by one request, sent once, of one invocation", async () => {
    const world = aWorld();
    world.setDown(true);
    await world.open();
    world.waitMinutes(1);
    const results = await Promise.all([world.admit(), world.admit(), world.admit()]);
    assert.ok(results.every((result) => result instanceof Failure));
    assert.deepEqual(world.probes, [{ failures: 1, isSingle: true }]);
    assert.equal((await world.circuit.find())?.trouble?.failedProbes, 1);
  });

  it("closes when the probe succeeds, and admits that invocation and all others", async () => {
    const world = aWorld();
    await world.open();
    world.waitMinutes(1);
    assert.ok(!((await world.admit()) instanceof Failure));
    assert.ok(!((await world.admit()) instanceof Failure));
    assert.equal(world.probes.length, 1);
    assert.deepEqual(world.logged, ["store.circuit-opened", "store.circuit-closed"]);
  });

  it("opens for no failure of one order", async () => {
    const world = aWorld();
    const admission = await world.admit();
    assert.ok(!(admission instanceof Failure));
    await admission.failed(new Failure("payload.invalid", "no list"));
    assert.equal(await world.circuit.find(), undefined);
  });

  it("fails, and sends nothing, where the circuit cannot be read", async () => {
    const broken = new Failure("aws.failed", "Reading failed");
    const world = aWorld({ ...memoryCircuit(), find: () => Promise.reject(broken) });
    assert.equal(await world.admit(), broken);
    assert.deepEqual(world.probes, []);
  });

  it("logs that the circuit cannot be written, and leaves it as it is", async () => {
    const broken = new Failure("aws.failed", "Writing failed");
    const world = aWorld({ ...memoryCircuit(), write: () => Promise.reject(broken) });
    await world.open();
    assert.deepEqual(world.logged, ["store.circuit-failed"]);
    assert.ok(!((await world.admit()) instanceof Failure));
  });
});
