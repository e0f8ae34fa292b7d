import { optionalStringAt, stringAt } from "../resourceProperties";
import type { ResourceKind } from "./resourceKind";

export const eventRule: ResourceKind = {
  type: "aws:cloudwatch/eventRule:EventRule",
  create: (resource, { schedules }) =>
    schedules.addRule({
      name: stringAt(resource, "name"),
      logicalName: resource.name,
      arn: stringAt(resource, "arn"),
      expression: stringAt(resource, "scheduleExpression"),
      enabled: optionalStringAt(resource, "state") !== "DISABLED",
    }),
};

export const eventTarget: ResourceKind = {
  type: "aws:cloudwatch/eventTarget:EventTarget",
  create: (resource, { schedules }) =>
    schedules.addTarget(
      stringAt(resource, "rule"),
      stringAt(resource, "arn"),
      optionalStringAt(resource, "input"),
    ),
};
