import type { Circuit } from "../../../domain/circuit";
import type { StoreCircuit } from "../../../ports";

/** The circuit in memory; passes the contract test of the adapter. */
export const memoryCircuit = (): StoreCircuit => {
  let circuit: Circuit | undefined;
  return {
    find: async () => circuit,
    async write(next, known) {
      if (circuit?.probeAt !== known?.probeAt) return false;
      circuit = next;
      return true;
    },
  };
};
