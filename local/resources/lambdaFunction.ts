import type { CloudServices } from "../cloudServices";
import type { DeclaredResource } from "../declareStack";
import type { FunctionDefinition } from "../lambda/functionDefinition";
import { numberAt, optionalStringAt, stringAt, stringMapAt } from "../resourceProperties";
import type { ResourceKind } from "./resourceKind";

/** Replaces URLs of the stack's own API by those that serve it here. */
const withLocalUrls = (
  variables: Readonly<Record<string, string>>,
  localUrl: (declared: string) => string,
): Record<string, string> =>
  Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, localUrl(value)]));

/** Lambda checks that it can assume the function's role. */
const assertAssumable = (resource: DeclaredResource, { access }: CloudServices): void => {
  const denial = access.denial({
    principal: "lambda.amazonaws.com",
    action: "sts:AssumeRole",
    resource: stringAt(resource, "role"),
    sourceArn: stringAt(resource, "arn"),
  });
  if (denial !== undefined) throw new Error(`Function "${resource.name}": ${denial}`);
};

/** Undeclared properties have Lambda's defaults. */
const definitionOf = (resource: DeclaredResource, cloud: CloudServices): FunctionDefinition => {
  assertAssumable(resource, cloud);
  const name = stringAt(resource, "name");
  const reserved = numberAt(resource, "reservedConcurrentExecutions", -1);
  const variables = stringMapAt(resource, "environment.variables");
  return {
    name,
    logicalName: resource.name,
    arn: stringAt(resource, "arn"),
    handler: stringAt(resource, "handler"),
    runtime: stringAt(resource, "runtime"),
    timeoutSeconds: numberAt(resource, "timeout", 3),
    memoryMegabytes: numberAt(resource, "memorySize", 128),
    environment: withLocalUrls(variables, cloud.rest.localUrl),
    code: stringMapAt(resource, "code"),
    logGroup: optionalStringAt(resource, "loggingConfig.logGroup") ?? `/aws/lambda/${name}`,
    maxContainers: reserved > 0 ? reserved : undefined,
  };
};

export const lambdaFunction: ResourceKind = {
  type: "aws:lambda/function:Function",
  create: (resource, cloud) => cloud.lambdas.create(definitionOf(resource, cloud)),
  update: (resource, cloud) => cloud.lambdas.update(definitionOf(resource, cloud)),
  delete: (resource, { lambdas }) => lambdas.delete(stringAt(resource, "name")),
};
