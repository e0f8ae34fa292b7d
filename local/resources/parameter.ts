import { optionalStringAt, stringAt } from "../resourceProperties";
import type { ResourceKind } from "./resourceKind";

/** The AWS managed key: reading the parameter needs no kms:Decrypt. */
const defaultKey = "alias/aws/ssm";

const put: ResourceKind["create"] = (resource, { parameters }) => {
  const value = stringAt(resource, "value");
  if (value === "") throw new Error(`Parameter "${resource.name}": AWS rejects an empty value`);
  if ((optionalStringAt(resource, "keyId") ?? defaultKey) !== defaultKey) {
    throw new Error(
      `Parameter "${resource.name}": a customer managed key needs kms:Decrypt, which is not emulated`,
    );
  }
  parameters.put({
    name: stringAt(resource, "name"),
    arn: stringAt(resource, "arn"),
    type: stringAt(resource, "type"),
    value,
  });
};

export const parameter: ResourceKind = {
  type: "aws:ssm/parameter:Parameter",
  create: put,
  update: put,
  delete: (resource, { parameters }) => parameters.delete(stringAt(resource, "name")),
};
