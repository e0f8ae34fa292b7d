import {
  type Circuit,
  closed,
  isProbeDue,
  isStoreTrouble,
  opened,
  probing,
  waitingForStore,
} from "../domain/circuit";
import { Failure } from "../domain/failure";
import type { Clock, Log, Store, StoreCircuit } from "../ports";
import { resultOrFailure } from "./resultOrFailure";

export interface StoreAdmissionPorts {
  readonly circuit: StoreCircuit;
  readonly log: Log;
  readonly now: Clock;
}

/** Leave to call the store. */
export interface StoreAdmission {
  /** The store as a whole failed: the circuit opens. Other failures change nothing. */
  failed(failure: Failure): Promise<void>;
}

/** Of one request, which renders no order; sent once. */
export const soleProbe = { failures: 1, isSingle: true } as const;

/**
 * Admits an invocation to the store unless the circuit is open. While the circuit is open, one invocation at
 * a time, at growing intervals, probes the store by one request, which closes the circuit or leaves it open.
 * A poll always does: polls are rare, and one that a person starts is to show whether the store is back.
 * @throws Failure the trouble for which the circuit is open, or `aws.failed` where the circuit cannot be read
 */
export const admitToStore = async (
  { circuit, log, now }: StoreAdmissionPorts,
  store: Pick<Store, "countOrders">,
  { alwaysProbes = false } = {},
): Promise<StoreAdmission> => {
  let known = await circuit.find();

  /** A circuit that another invocation wrote meanwhile, or that cannot be written, stays as it is. */
  const write = async (next: Circuit): Promise<boolean> => {
    const written = await resultOrFailure(() => circuit.write(next, known));
    if (written instanceof Failure)
      log("store.circuit-failed", { code: written.code, error: written.message }, "warn");
    if (written !== true) return false;
    known = next;
    return true;
  };

  const failed = async (failure: Failure): Promise<void> => {
    if (!isStoreTrouble(failure)) return;
    const next = opened(known, failure, now());
    if (!(await write(next))) return;
    log("store.circuit-opened", { ...next.trouble, probeAt: next.probeAt }, "warn");
  };

  const { trouble, probeAt } = known ?? {};
  if (!known || !trouble || probeAt === undefined) return { failed };
  const waiting = waitingForStore(trouble, probeAt, now());
  const mayProbe = alwaysProbes || isProbeDue(known, now());
  if (!mayProbe || !(await write(probing(known, now())))) throw waiting;
  const answer = await resultOrFailure(() => store.countOrders(soleProbe));
  if (answer instanceof Failure) {
    await failed(answer);
    throw answer;
  }
  const { since, failedProbes } = trouble;
  if (await write(closed(now()))) log("store.circuit-closed", { since, failedProbes });
  return { failed };
};
