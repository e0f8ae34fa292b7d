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
  /** Every distinct request so far; they outlive the permissions that decided them. */
  const requests = new Map<string, AccessRequest>();
  const denials = new Map<string, string | undefined>();
  const reported = new Set<string>();

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
  const denialOf = (request: AccessRequest): string | undefined =>
    grants().some((grant) => allows(grant, request)) ? undefined : denialMessage(request);
  const report = (denial: string): void => {
    if (reported.has(denial)) return;
    reported.add(denial);
    onDenial?.(denial);
  };

  return {
    replaceAccess: (replacement) => {
      access = replacement;
      denials.clear();
    },
    denial: (request) => {
      const key = JSON.stringify(request);
      requests.set(key, request);
      if (!denials.has(key)) denials.set(key, denialOf(request));
      const denial = denials.get(key);
      if (denial !== undefined) report(denial);
      return denial;
    },
    decisions: () =>
      [...requests.values()].map((request) => ({ request, denial: denialOf(request) })),
    unusedGrants: () => {
      const asked = [...requests.values()];
      return grants().filter((grant) => !asked.some((request) => allows(grant, request)));
    },
  };
};
