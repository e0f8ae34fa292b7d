import { numberAt, optionalStringAt, stringAt, stringMapAt } from "../resourceProperties";
import type { ResourceKind } from "./resourceKind";

/** Replaces URLs of the stack's own API by those that serve it here. */
const withLocalUrls = (
  variables: Readonly<Record<string, string>>,
  localUrl: (declared: string) => string,
): Record<string, string> =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, localUrl(value)]));

/** Undeclared properties have Lambda's defaults. */
export const lambdaFunction: ResourceKind = {
  type: "aws:lambda/function:Function",
  create: (resource, { access, lambdas, rest }) => {
    const name = stringAt(resource, "name");
    const denial = access.denial({
      principal: "lambda.amazonaws.com",
      action: "sts:AssumeRole",
      resource: stringAt(resource, "role"),
      sourceArn: stringAt(resource, "arn"),
    });
    if (denial !== undefined) throw new Error(`Function "${resource.name}": ${denial}`);
    const reserved = numberAt(resource, "reservedConcurrentExecutions", -1);
    return lambdas.create({
      name,
      logicalName: resource.name,
      arn: stringAt(resource, "arn"),
      handler: stringAt(resource, "handler"),
      runtime: stringAt(resource, "runtime"),
      timeoutSeconds: numberAt(resource, "timeout", 3),
      memoryMegabytes: numberAt(resource, "memorySize", 128),
      environment: withLocalUrls(stringMapAt(resource, "environment.variables"), rest.localUrl),
      code: stringMapAt(resource, "code"),
      logGroup: optionalStringAt(resource, "loggingConfig.logGroup") ?? `/aws/lambda/${name}`,
      maxContainers: reserved > 0 ? reserved : undefined,
    });
  },
};
