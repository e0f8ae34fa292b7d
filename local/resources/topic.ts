import { stringAt } from "../resourceProperties";
import type { ResourceKind } from "./resourceKind";

export const topic: ResourceKind = {
  type: "aws:sns/topic:Topic",
  create: (resource, { topics }) => topics.create(stringAt(resource, "name")),
};
