import { stringAt } from "../resourceProperties";
import type { ResourceKind } from "./resourceKind";

export const topic: ResourceKind = {
  type: "aws:sns/topic:Topic",
  create: (resource, { topics }) => topics.create(stringAt(resource, "name")),
  // Name and type of a topic cannot change; the rest is not emulated.
  update: () => undefined,
  delete: (resource, { topics }) => topics.delete(stringAt(resource, "arn")),
};
