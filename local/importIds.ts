import type { DeclaredResource } from "./declareStack";
import { stringAt } from "./resourceProperties";
import type { Topics } from "./services/topics";

type ImportId = (resource: DeclaredResource, topics: Topics) => string;

/** A function is named by its name or ARN. */
const functionName = (resource: DeclaredResource): string =>
  stringAt(resource, "function").split(":").at(-1) ?? "";

const joined =
  (separator: string, ...paths: readonly string[]): ImportId =>
  (resource) =>
    paths.map((path) => stringAt(resource, path)).join(separator);

/**
 * The id by which `pulumi import` finds a resource, where that is another one than the resource has
 * afterwards: the declarations of `@pulumi/aws`, section "Import".
 */
const importIds: Readonly<Record<string, ImportId>> = {
  "aws:apigateway/deployment:Deployment": (resource) =>
    `${stringAt(resource, "restApi")}/${resource.id}`,
  "aws:apigateway/methodSettings:MethodSettings": joined("/", "restApi", "stageName", "methodPath"),
  "aws:apigateway/stage:Stage": joined("/", "restApi", "stageName"),
  "aws:cloudwatch/eventTarget:EventTarget": joined("/", "rule", "targetId"),
  "aws:iam/rolePolicy:RolePolicy": joined(":", "role", "name"),
  "aws:lambda/permission:Permission": (resource) =>
    `${functionName(resource)}/${stringAt(resource, "statementId")}`,
  "aws:sns/topicPolicy:TopicPolicy": joined("", "arn"),
  "aws:sns/topicSubscription:TopicSubscription": (resource, topics) =>
    topics.subscriptionArn(stringAt(resource, "topic"), stringAt(resource, "endpoint")) ?? "",
  "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": joined("", "queueUrl"),
};

export const importIdOf = (resource: DeclaredResource, topics: Topics): string =>
  importIds[resource.type]?.(resource, topics) ?? resource.id;
