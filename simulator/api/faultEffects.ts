import type { Behaviour } from "../behaviour";
import type { FaultRule } from "./faults";
import { gatewayError, htmlError } from "./gatewayErrors";
import type { NetworkFault, Reply } from "./httpMessages";

/** The reply that replaces the route's, if the fault has one; a broken connection has no status. */
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

/** The headers that the fault adds to the response, or replaces. */
export const faultHeaders = (rule: FaultRule | undefined): Readonly<Record<string, string>> =>
  (rule && "headers" in rule.fault && rule.fault.headers) || {};

/** How long a hanging connection stays open. */
const hangMs = 300_000;

/** The delay that the fault adds to the response. */
export const faultDelayMs = (rule: FaultRule | undefined): number => {
  if (rule?.fault.kind === "slow") return rule.fault.ms;
  return rule?.fault.kind === "hang" ? hangMs : 0;
};

/** The body as the fault leaves it. */
export const faultyBody = (rule: FaultRule | undefined, text: string): string => {
  if (rule?.fault.kind === "truncate") return text.slice(0, Math.ceil(text.length / 2));
  return rule?.fault.kind === "byteOrderMark" ? `\uFEFF${text}` : text;
};

/** The network fault that the rule causes. */
export const networkFaultOf = (
  rule: FaultRule | undefined,
): { readonly networkFault?: NetworkFault } => {
  const kind = rule?.fault.kind;
  return kind === "hang" || kind === "reset" || kind === "truncate" || kind === "cut"
    ? { networkFault: kind }
    : {};
};
