import { expect, isAwsResource, propertyAt, type ResourceRule } from "../rule";

/** AWS resource types that do not support tags. */
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

const resourcesAreTagged: ResourceRule = {
  name: "resources-are-tagged",
  description: "Cost reports and clean-up select resources by project and stack.",
  check: (resource) => {
    if (!isAwsResource(resource) || untaggable.includes(resource.type)) return [];
    const tags = [propertyAt(resource, "tags.project"), propertyAt(resource, "tags.stack")];
    const isTagged = tags.every((tag) => typeof tag === "string" && tag !== "");
    return expect(isTagged, "the tags project and stack", resource.props.tags);
  },
};

export const tagRules: readonly ResourceRule[] = [resourcesAreTagged];
