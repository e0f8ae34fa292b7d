import { text } from "../declaredInputs";
import type { ResourceKind } from "./resourceKind";

export const topic: ResourceKind = {
  type: "aws:sns/topic:Topic",
  create: (resource, { topics }) => topics.create(text(resource, "name")),
};
