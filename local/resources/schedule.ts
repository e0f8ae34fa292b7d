import { optionalStringAt, stringAt } from "../resourceProperties";
import type { ResourceKind } from "./resourceKind";

const putRule: ResourceKind["create"] = (resource, { schedules }) =>
  schedules.putRule({
    name: stringAt(resource, "name"),
    logicalName: resource.name,
    arn: stringAt(resource, "arn"),
    expression: stringAt(resource, "scheduleExpression"),
    enabled: optionalStringAt(resource, "state") !== "DISABLED",
  });

export const eventRule: ResourceKind = {
  type: "aws:cloudwatch/eventRule:EventRule",
  create: putRule,
  update: putRule,
  delete: (resource, { schedules }) => schedules.deleteRule(stringAt(resource, "name")),
};

const putTarget: ResourceKind["create"] = (resource, { schedules }) =>
  schedules.putTarget(stringAt(resource, "rule"), {
    id: resource.id,
    functionArn: stringAt(resource, "arn"),
    input: optionalStringAt(resource, "input"),
  });

export const eventTarget: ResourceKind = {
  type: "aws:cloudwatch/eventTarget:EventTarget",
  create: putTarget,
  update: putTarget,
  delete: (resource, { schedules }) =>
    schedules.removeTarget(stringAt(resource, "rule"), resource.id),
};
