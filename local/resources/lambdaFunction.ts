import { numberOr, optionalText, text, textMap } from "../declaredInputs";
import type { ResourceKind } from "./resourceKind";

/** An address of the stack's own API is told as where it is served here. */
const served = (
  variables: Readonly<Record<string, string>>,
  localUrl: (declared: string) => string,
): Record<string, string> =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, localUrl(value)]));

/** Lambda's own defaults stand in for what is not declared. */
export const lambdaFunction: ResourceKind = {
  type: "aws:lambda/function:Function",
  create: (resource, { access, lambdas, rest }) => {
    const name = text(resource, "name");
    const denial = access.denial({
      principal: "lambda.amazonaws.com",
      action: "sts:AssumeRole",
      resource: text(resource, "role"),
      sourceArn: text(resource, "arn"),
    });
    if (denial !== undefined) throw new Error(`Function "${resource.name}": ${denial}`);
    const reserved = numberOr(resource, "reservedConcurrentExecutions", -1);
    return lambdas.create({
      name,
      logicalName: resource.name,
      arn: text(resource, "arn"),
      handler: text(resource, "handler"),
      runtime: text(resource, "runtime"),
      timeoutSeconds: numberOr(resource, "timeout", 3),
      memoryMegabytes: numberOr(resource, "memorySize", 128),
      environment: served(textMap(resource, "environment.variables"), rest.localUrl),
      code: textMap(resource, "code"),
      logGroup: optionalText(resource, "loggingConfig.logGroup") ?? `/aws/lambda/${name}`,
      maximumContainers: reserved > 0 ? reserved : undefined,
    });
  },
};
