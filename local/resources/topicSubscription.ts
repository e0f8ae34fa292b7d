import { stringAt } from "../resourceProperties";
import type { ResourceKind } from "./resourceKind";

export const topicSubscription: ResourceKind = {
  type: "aws:sns/topicSubscription:TopicSubscription",
  create: async (resource, { topics }) => {
    const protocol = stringAt(resource, "protocol");
    if (protocol !== "email") {
      throw new Error(`Subscription "${resource.name}": only email is emulated, not ${protocol}`);
    }
    await topics.subscribeEmail(stringAt(resource, "topic"), stringAt(resource, "endpoint"));
  },
  delete: (resource, { topics }) =>
    topics.unsubscribeEmail(stringAt(resource, "topic"), stringAt(resource, "endpoint")),
};
