import { optionalStringAt, stringAt } from "../resourceProperties";
import type { ResourceKind } from "./resourceKind";

/** The account's default key, which lets everybody decrypt who may read the parameter. */
const defaultKey = "alias/aws/ssm";

export const parameter: ResourceKind = {
  type: "aws:ssm/parameter:Parameter",
  create: (resource, { parameters }) => {
    const value = stringAt(resource, "value");
    if (value === "") throw new Error(`Parameter "${resource.name}": AWS refuses an empty value`);
    if ((optionalStringAt(resource, "keyId") ?? defaultKey) !== defaultKey) {
      throw new Error(
        `Parameter "${resource.name}": a key of its own asks for kms:Decrypt, which does not run locally`,
      );
    }
    parameters.put({
      name: stringAt(resource, "name"),
      arn: stringAt(resource, "arn"),
      type: stringAt(resource, "type"),
      value,
    });
  },
};
