import { text } from "../declaredInputs";
import type { ResourceKind } from "./resourceKind";

export const topicSubscription: ResourceKind = {
  type: "aws:sns/topicSubscription:TopicSubscription",
  create: (resource, { topics }) => {
    const protocol = text(resource, "protocol");
    if (protocol !== "email") {
      throw new Error(`Subscription "${resource.name}": only email runs locally, not ${protocol}`);
    }
    topics.subscribeEmail(text(resource, "topic"), text(resource, "endpoint"));
  },
};
