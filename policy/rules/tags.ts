import { at, expect, type ResourceRule } from "../rule";

/** Types of AWS that take no tags; every other is to have them. */
const untaggable = [
  "aws:apigateway/deployment:Deployment",
  "aws:apigateway/methodSettings:MethodSettings",
  "aws:cloudwatch/dashboard:Dashboard",
  "aws:cloudwatch/eventTarget:EventTarget",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:lambda/permission:Permission",
  "aws:sns/topicPolicy:TopicPolicy",
  "aws:sns/topicSubscription:TopicSubscription",
  "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
];

/** Components have types such as aws:cloudwatch:EventRuleEventSubscription, with two colons and no slash. */
const isOfAws = (type: string): boolean => /^aws:[^:]+\/[^:]+:/.test(type);

const resourcesAreTagged: ResourceRule = {
  name: "resources-are-tagged",
  description: "Cost and clean-up go by project and stack.",
  check: (resource) => {
    if (!isOfAws(resource.type) || untaggable.includes(resource.type)) return [];
    const tags = [at(resource, "tags.project"), at(resource, "tags.stack")];
    const isTagged = tags.every((tag) => typeof tag === "string" && tag !== "");
    return expect(isTagged, "the tags project and stack", resource.props.tags);
  },
};

export const tagRules: readonly ResourceRule[] = [resourcesAreTagged];
