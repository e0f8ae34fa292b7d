import type { DeclaredResource, DeclaredStack } from "../../local/declareStack";
import { ofType, parsedJson, types } from "./recordedStack";

/** One action on one resource that a declared role policy allows. */
export interface Permission {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
}

export const describePermission = ({ role, action, resource }: Permission): string =>
  `${role} may ${action} on ${resource}`;

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

interface Policy {
  readonly Statement: readonly Statement[];
}

const list = (value: string | readonly string[]): readonly string[] =>
  typeof value === "string" ? [value] : value;

const policyOf = ({ inputs }: DeclaredResource) => parsedJson(inputs.policy) as Policy;

/** Each permission of each role, by the role's logical name. */
export const permissionsOf = (declared: DeclaredStack): readonly Permission[] =>
  ofType(declared, types.rolePolicy).flatMap((resource) =>
    policyOf(resource).Statement.flatMap(({ Action, Resource }) =>
      list(Action).flatMap((action) =>
        list(Resource).map((on) => ({ role: resource.name, action, resource: on })),
      ),
    ),
  );

/** The statement without one action on one resource; none where the statement allowed nothing else. */
const reduced = (statement: Statement, { action, resource }: Permission): readonly Statement[] =>
  list(statement.Action).flatMap((Action) =>
    list(statement.Resource)
      .filter((Resource) => Action !== action || Resource !== resource)
      .map((Resource) => ({ ...statement, Action, Resource })),
  );

/** The same stack without one permission of a role. */
export const without = (declared: DeclaredStack, permission: Permission): DeclaredStack => ({
  ...declared,
  resources: declared.resources.map((resource) => {
    if (resource.type !== types.rolePolicy || resource.name !== permission.role) return resource;
    const { Statement, ...rest } = policyOf(resource);
    const statements = Statement.flatMap((statement) => reduced(statement, permission));
    const policy = { ...rest, Statement: statements };
    return { ...resource, inputs: { ...resource.inputs, policy } };
  }),
});
