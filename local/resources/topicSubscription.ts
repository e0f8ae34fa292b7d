import { stringAt } from "../resourceProperties";
import type { ResourceKind } from "./resourceKind";

export const topicSubscription: ResourceKind = {
  type: "aws:sns/topicSubscription:TopicSubscription",
  create: (resource, { topics }) => {
    const protocol = stringAt(resource, "protocol");
    if (protocol !== "email") {
      throw new Error(`Subscription "${resource.name}": only email is emulated, not ${protocol}`);
    }
    topics.subscribeEmail(stringAt(resource, "topic"), stringAt(resource, "endpoint"));
  },
};
