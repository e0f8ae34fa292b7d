import { optionalText, text } from "../declaredInputs";
import type { ResourceKind } from "./resourceKind";

export const eventRule: ResourceKind = {
  type: "aws:cloudwatch/eventRule:EventRule",
  create: (resource, { schedules }) =>
    schedules.addRule({
      name: text(resource, "name"),
      logicalName: resource.name,
      arn: text(resource, "arn"),
      expression: text(resource, "scheduleExpression"),
      enabled: optionalText(resource, "state") !== "DISABLED",
    }),
};

export const eventTarget: ResourceKind = {
  type: "aws:cloudwatch/eventTarget:EventTarget",
  create: (resource, { schedules }) =>
    schedules.addTarget(
      text(resource, "rule"),
      text(resource, "arn"),
      optionalText(resource, "input"),
    ),
};
