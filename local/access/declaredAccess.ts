import type { DeclaredResource } from "../declareStack";
import { optionalStringAt, stringAt } from "../resourceProperties";
import { type Grant, identityGrants, rejectUnknownKeys } from "./policyDocument";
import { resourceGrants, type ServiceGrant } from "./resourceGrants";

export interface RoleGrant extends Grant {
  /** The role's name. */
  readonly role: string;
}

/** The permissions that the declared resources grant. */
export interface DeclaredAccess {
  /** Names of execution roles, by function name. */
  readonly roleByFunction: ReadonlyMap<string, string>;
  readonly roleGrants: readonly RoleGrant[];
  readonly serviceGrants: readonly ServiceGrant[];
}

const labelOf = ({ type, name }: DeclaredResource): string => `${type} "${name}"`;

/** Every other input of a role could widen or narrow its permissions. */
const trustGrants = (role: DeclaredResource): readonly ServiceGrant[] => {
  const ignoredKeys = ["assumeRolePolicy", "description", "name", "namePrefix", "path", "tags"];
  rejectUnknownKeys(labelOf(role), role.inputs, ignoredKeys);
  return resourceGrants(labelOf(role), role.inputs.assumeRolePolicy, stringAt(role, "arn"));
};

const policyGrants = (resource: DeclaredResource): readonly RoleGrant[] => {
  const role = stringAt(resource, "role");
  const grants = identityGrants(labelOf(resource), resource.inputs.policy);
  return grants.map((grant) => ({ role, ...grant }));
};

/** One statement of a function's resource-based policy, which Pulumi declares piece by piece. */
const permissionGrant = (
  resource: DeclaredResource,
  arnOf: (name: string) => string,
): ServiceGrant => {
  const known = ["action", "function", "principal", "sourceArn", "sourceAccount", "statementId"];
  rejectUnknownKeys(labelOf(resource), resource.inputs, known);
  return {
    principal: stringAt(resource, "principal"),
    action: stringAt(resource, "action"),
    resource: arnOf(stringAt(resource, "function")),
    sourceArn: optionalStringAt(resource, "sourceArn"),
    sourceAccount: optionalStringAt(resource, "sourceAccount"),
  };
};

/** A topic without a declared policy has the default one: alarms of its account may publish. */
const topicGrants = (topic: DeclaredResource, policies: readonly DeclaredResource[]) => {
  const arn = stringAt(topic, "arn");
  const own = policies.filter((policy) => stringAt(policy, "arn") === arn);
  const defaultGrant = {
    principal: "cloudwatch.amazonaws.com",
    action: "sns:Publish",
    resource: arn,
  };
  return own.length > 0
    ? own.flatMap((policy) => resourceGrants(labelOf(policy), policy.inputs.policy))
    : [defaultGrant];
};

/** Reads roles, their policies and resource-based policies. */
export const declaredAccess = (resources: readonly DeclaredResource[]): DeclaredAccess => {
  const ofType = (type: string): readonly DeclaredResource[] =>
    resources.filter((resource) => resource.type === type);
  const functions = ofType("aws:lambda/function:Function");
  const roles = ofType("aws:iam/role:Role");
  const topicPolicies = ofType("aws:sns/topicPolicy:TopicPolicy");
  const functionArn = (name: string): string => {
    const hasName = ({ state }: DeclaredResource) => [state.name, state.arn].includes(name);
    const found = functions.find(hasName);
    if (!found) throw new Error(`A permission is for the function ${name}, which is not declared`);
    return stringAt(found, "arn");
  };
  const roleName = (each: DeclaredResource): string => {
    const found = roles.find(({ state }) => state.arn === stringAt(each, "role"));
    if (!found) throw new Error(`${labelOf(each)} runs as a role that is not declared`);
    return stringAt(found, "name");
  };
  return {
    roleByFunction: new Map(functions.map((each) => [stringAt(each, "name"), roleName(each)])),
    roleGrants: ofType("aws:iam/rolePolicy:RolePolicy").flatMap(policyGrants),
    serviceGrants: [
      ...roles.flatMap(trustGrants),
      ...ofType("aws:lambda/permission:Permission").map((each) =>
        permissionGrant(each, functionArn),
      ),
      ...ofType("aws:sns/topic:Topic").flatMap((topic) => topicGrants(topic, topicPolicies)),
    ],
  };
};
