/** A step of `pulumi preview --json`. */
export interface PlannedStep {
  readonly op: string;
  readonly urn: string;
}

/** A resource that an upgrade would delete, or replace by an empty or unknown one. */
export interface Loss {
  readonly type: string;
  readonly name: string;
}

/** What holds orders and messages, what others were told the address of, or what people have confirmed. */
const guardedTypes = new Set([
  "aws:dynamodb/table:Table",
  "aws:sqs/queue:Queue",
  "aws:sns/topic:Topic",
  "aws:sns/topicSubscription:TopicSubscription",
  "aws:apigateway/restApi:RestApi",
  "pulumi-nodejs:dynamic/order-replication:BigCommerceWebhook",
]);

/** The steps of a replacement, and `delete` and `discard`, which forget a resource. */
const lossyOperations = new Set([
  "replace",
  "create-replacement",
  "delete-replaced",
  "delete",
  "discard",
]);

/** `urn:pulumi:<stack>::<project>::<types of the parents and its own, joined by $>::<name>` */
const resourceOf = (urn: string): Loss => {
  const [, , types = "", name = ""] = urn.split("::");
  return { type: types.split("$").at(-1) ?? "", name };
};

/** The guarded resources that the steps would lose, each once. */
export const lossesIn = (steps: readonly PlannedStep[]): readonly Loss[] => {
  const lossy = steps.filter(({ op }) => lossyOperations.has(op)).map(({ urn }) => urn);
  return [...new Set(lossy)].map(resourceOf).filter(({ type }) => guardedTypes.has(type));
};
