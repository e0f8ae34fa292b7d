import type { DeclaredResource } from "../declareStack";
import { stringAt } from "../resourceProperties";
import type { AwsService } from "./awsService";
import { element, queryError, queryResponse } from "./queryResponse";

const namespace = "https://iam.amazonaws.com/doc/2010-05-08/";

/** IAM, as far as it lists the inline policies of a role. */
export const rolePolicies = (list: () => readonly DeclaredResource[]): AwsService => ({
  requiredPermissions: () => undefined,
  accessDenied: (reason) => queryError(namespace, 403, { code: "AccessDenied", message: reason }),
  handle: async ({ action, body }) => {
    if (action !== "ListRolePolicies")
      return queryError(namespace, 400, {
        code: "InvalidAction",
        message: `IAM ${action} is not emulated`,
      });
    const role = new URLSearchParams(body).get("RoleName") ?? "";
    const isDeclared = list().some(
      (each) => each.type === "aws:iam/role:Role" && stringAt(each, "name") === role,
    );
    if (!isDeclared)
      return queryError(namespace, 404, {
        code: "NoSuchEntity",
        message: `The role with name ${role} cannot be found.`,
      });
    const policies = list().filter(
      (each) => each.type === "aws:iam/rolePolicy:RolePolicy" && stringAt(each, "role") === role,
    );
    const members = policies.map((policy) => element("member", stringAt(policy, "name"))).join("");
    const result = `<PolicyNames>${members}</PolicyNames><IsTruncated>false</IsTruncated>`;
    return queryResponse(action, namespace, result);
  },
});
