import type { Behaviour } from "../behaviour";
import type { FaultRule } from "./faults";
import { gatewayError, htmlError } from "./gatewayErrors";
import type { NetworkFault, Reply } from "./httpMessages";

/** The reply that a fault puts in the place of the real one; a broken connection has none. */
export const faultReply = (
  behaviour: Behaviour,
  { fault }: FaultRule,
  path: string,
): Reply | undefined => {
  if (fault.kind === "status")
    return fault.html ? htmlError(fault.status) : gatewayError(behaviour, path, fault.status);
  if (fault.kind === "overload") return { ...gatewayError(behaviour, path, 429), rateHeaders: {} };
  return fault.kind === "reset" || fault.kind === "hang" ? { status: 0 } : undefined;
};

/** How long a hanging request is held before its connection breaks. */
const hangMs = 300_000;

/** How much longer the answer takes. */
export const faultDelayMs = (rule: FaultRule | undefined): number => {
  if (rule?.fault.kind === "slow") return rule.fault.ms;
  return rule?.fault.kind === "hang" ? hangMs : 0;
};

/** How the answer breaks off. */
export const networkFaultOf = (rule: FaultRule | undefined): { readonly cut?: NetworkFault } => {
  const kind = rule?.fault.kind;
  return kind === "hang" || kind === "reset" || kind === "truncate" ? { cut: kind } : {};
};
