import { text } from "../declaredInputs";
import type { ResourceKind } from "./resourceKind";

export const parameter: ResourceKind = {
  type: "aws:ssm/parameter:Parameter",
  create: (resource, { parameters }) => {
    const value = text(resource, "value");
    if (value === "") throw new Error(`Parameter "${resource.name}": AWS refuses an empty value`);
    parameters.put({
      name: text(resource, "name"),
      arn: text(resource, "arn"),
      type: text(resource, "type"),
      value,
    });
  },
};
