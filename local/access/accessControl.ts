import type { DeclaredAccess, RoleGrant } from "./declaredAccess";
import type { Grant } from "./policyDocument";
import type { ServiceGrant } from "./serviceGrants";
import { fits, fitsArn } from "./wildcards";

/** A function wants to act on a resource, or AWS does so in its name. */
export interface FunctionAsks extends Grant {
  readonly functionName: string;
}

/** A service of AWS wants to act on a resource, on behalf of another resource. */
export interface ServiceAsks extends Grant {
  readonly principal: string;
  readonly sourceArn: string;
}

export type Question = FunctionAsks | ServiceAsks;

export interface Decision {
  readonly question: Question;
  /** Why not; undefined where it is allowed. */
  readonly denial: string | undefined;
}

export interface AccessControl {
  /** Why the asker may not, or undefined when it may. */
  readonly denial: (question: Question) => string | undefined;
  /** Every question so far with its answer, each once. */
  readonly decisions: () => readonly Decision[];
  /** What was granted, and asked for by nobody so far. */
  readonly unused: () => readonly (RoleGrant | ServiceGrant)[];
}

interface AccessControlOptions {
  readonly access: DeclaredAccess;
  readonly accountId: string;
  /** Told each different denial once. */
  readonly onDenial?: (why: string) => void;
}

/** Actions are the same in any case; names of resources are not. */
const names = (grant: Grant, { action, resource }: Grant): boolean =>
  fits(grant.action.toLowerCase(), action.toLowerCase()) && fitsArn(grant.resource, resource);

/** Allows what a declared policy names, and nothing else. */
export const accessControl = (options: AccessControlOptions): AccessControl => {
  const { access, accountId, onDenial } = options;
  const decisions = new Map<string, Decision>();

  const allowsFunction = (grant: RoleGrant, question: FunctionAsks): boolean =>
    grant.role === access.roleOf.get(question.functionName) && names(grant, question);
  const allowsService = (grant: ServiceGrant, question: ServiceAsks): boolean =>
    grant.principal === question.principal &&
    names(grant, question) &&
    fitsArn(grant.sourceArn ?? "*", question.sourceArn) &&
    [undefined, accountId].includes(grant.sourceAccount);
  const allows = (grant: RoleGrant | ServiceGrant, question: Question): boolean => {
    if ("role" in grant) return "functionName" in question && allowsFunction(grant, question);
    return "principal" in question && allowsService(grant, question);
  };

  const grants = [...access.roleGrants, ...access.serviceGrants];
  const refusal = (question: Question): string => {
    const { action, resource } = question;
    if ("principal" in question) {
      return `${question.principal} is not authorized to perform: ${action} on resource: ${resource} for ${question.sourceArn} because no resource-based policy allows the ${action} action`;
    }
    const role = access.roleOf.get(question.functionName) ?? "unknown";
    const user = `arn:aws:sts::${accountId}:assumed-role/${role}/${question.functionName}`;
    return `User: ${user} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
  };
  const decide = (question: Question): Decision => {
    const isAllowed = grants.some((grant) => allows(grant, question));
    const denial = isAllowed ? undefined : refusal(question);
    if (denial !== undefined) onDenial?.(denial);
    return { question, denial };
  };

  return {
    denial: (question) => {
      const key = JSON.stringify(question);
      const decision = decisions.get(key) ?? decide(question);
      decisions.set(key, decision);
      return decision.denial;
    },
    decisions: () => [...decisions.values()],
    unused: () => {
      const asked = [...decisions.values()].map(({ question }) => question);
      return grants.filter((grant) => !asked.some((question) => allows(grant, question)));
    },
  };
};
