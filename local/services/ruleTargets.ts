import type { DeclaredResource } from "../declareStack";
import { stringAt } from "../resourceProperties";
import { type AwsService, jsonError, jsonResponse, parseFields, stringField } from "./awsService";

/** Amazon EventBridge, as far as it lists the targets of a rule. */
export const ruleTargets = (list: () => readonly DeclaredResource[]): AwsService => ({
  requiredPermissions: () => undefined,
  accessDenied: (reason) => jsonError(400, "AccessDeniedException", reason),
  handle: async ({ action, body }) => {
    if (action !== "ListTargetsByRule")
      return jsonError(400, "UnknownOperationException", `EventBridge ${action} is not emulated`);
    const rule = stringField(parseFields(body), "Rule");
    const targets = list().filter(
      (each) =>
        each.type === "aws:cloudwatch/eventTarget:EventTarget" && stringAt(each, "rule") === rule,
    );
    const Targets = targets.map((target) => ({
      Id: stringAt(target, "targetId"),
      Arn: stringAt(target, "arn"),
    }));
    return jsonResponse(200, { Targets }, "1.1");
  },
});
