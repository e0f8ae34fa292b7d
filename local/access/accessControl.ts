import type { DeclaredAccess, RoleGrant } from "./declaredAccess";
import type { Grant } from "./policyDocument";
import type { ServiceGrant } from "./resourceGrants";
import { matches, matchesArn } from "./wildcards";

/** An action of a function, or of AWS in the function's name. */
export interface FunctionRequest extends Grant {
  readonly functionName: string;
}

/** An action of an AWS service on behalf of another resource. */
export interface ServiceRequest extends Grant {
  readonly principal: string;
  readonly sourceArn: string;
}

export type AccessRequest = FunctionRequest | ServiceRequest;

export interface AccessDecision {
  readonly request: AccessRequest;
  /** The reason; undefined if allowed. */
  readonly denial: string | undefined;
}

export interface AccessControl {
  /** Decides by these permissions from now on. */
  readonly replaceAccess: (access: DeclaredAccess) => void;
  /** The reason why a request is denied, or undefined if it is allowed. */
  readonly denial: (question: AccessRequest) => string | undefined;
  /** Every distinct request so far. */
  readonly decisions: () => readonly AccessDecision[];
  /** Grants that no request has needed so far. */
  readonly unusedGrants: () => readonly (RoleGrant | ServiceGrant)[];
}

interface AccessControlOptions {
  readonly access: DeclaredAccess;
  readonly accountId: string;
  /** Called once for each distinct denial. */
  readonly onDenial?: (reason: string) => void;
}

/** Actions are case-insensitive; resource names are not. */
const matchesGrant = (grant: Grant, { action, resource }: Grant): boolean =>
  matches(grant.action.toLowerCase(), action.toLowerCase()) && matchesArn(grant.resource, resource);

/** Allows what a declared policy grants, and nothing else. */
export const accessControl = (options: AccessControlOptions): AccessControl => {
  const { accountId, onDenial } = options;
  let { access } = options;
  const decisions = new Map<string, AccessDecision>();

  const allowsFunction = (grant: RoleGrant, request: FunctionRequest): boolean =>
    grant.role === access.roleByFunction.get(request.functionName) && matchesGrant(grant, request);
  const allowsService = (grant: ServiceGrant, request: ServiceRequest): boolean =>
    grant.principal === request.principal &&
    matchesGrant(grant, request) &&
    matchesArn(grant.sourceArn ?? "*", request.sourceArn) &&
    [undefined, accountId].includes(grant.sourceAccount);
  const allows = (grant: RoleGrant | ServiceGrant, request: AccessRequest): boolean => {
    if ("role" in grant) return "functionName" in request && allowsFunction(grant, request);
    return "principal" in request && allowsService(grant, request);
  };

  const grants = () => [...access.roleGrants, ...access.serviceGrants];
  const denialMessage = (request: AccessRequest): string => {
    const { action, resource } = request;
    if ("principal" in request) {
      return `${request.principal} is not authorized to perform: ${action} on resource: ${resource} for ${request.sourceArn} because no resource-based policy allows the ${action} action`;
    }
    const role = access.roleByFunction.get(request.functionName) ?? "unknown";
    const user = `arn:aws:sts::${accountId}:assumed-role/${role}/${request.functionName}`;
    return `User: ${user} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
  };
  const decide = (request: AccessRequest): AccessDecision => {
    const isAllowed = grants().some((grant) => allows(grant, request));
    const denial = isAllowed ? undefined : denialMessage(request);
    if (denial !== undefined) onDenial?.(denial);
    return { request, denial };
  };

  return {
    replaceAccess: (replacement) => {
      access = replacement;
      decisions.clear();
    },
    denial: (request) => {
      const key = JSON.stringify(request);
      const decision = decisions.get(key) ?? decide(request);
      decisions.set(key, decision);
      return decision.denial;
    },
    decisions: () => [...decisions.values()],
    unusedGrants: () => {
      const requests = [...decisions.values()].map(({ request }) => request);
      return grants().filter((grant) => !requests.some((request) => allows(grant, request)));
    },
  };
};
