import assert from "node:assert/strict";
import type { DeclaredResource, DeclaredStack } from "../../local/declareStack";
import { declareStack } from "../../local/declareStack";
import type { Resource } from "../../policy/rule";
import { defaultSettings } from "./stackFiles";

export const stacks = ["dev", "staging", "prod"] as const;

/** Distinctive, so that a search finds every copy. */
export const plantedSecrets = {
  accessToken: "planted-access-token-61f0",
  webhookSecret: "planted-webhook-secret-b7aa",
  previousWebhookSecret: "planted-previous-secret-09c4",
  clientSecret: "planted-client-secret-5d2e",
};

/** The settings that no shipped stack file holds. */
export const ownSettings = {
  ...defaultSettings(),
  storeHash: "abc123",
  alertEmail: "owner@example.com",
  ...plantedSecrets,
};

const recordings = new Map<string, Promise<DeclaredStack>>();

/** The declared resources of a stack. Takes seconds, so all tests of a process share one recording. */
export const recordedStack = (
  stack: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<DeclaredStack> => {
  const key = JSON.stringify([stack, settings]);
  const recording =
    recordings.get(key) ?? declareStack({ stack, config: { ...ownSettings, ...settings } });
  recordings.set(key, recording);
  return recording;
};

export const ofType = (declared: DeclaredStack, type: string): readonly DeclaredResource[] =>
  declared.resources.filter((resource) => resource.type === type);

/** The only resource of this type and name. */
export const only = (declared: DeclaredStack, type: string, name: string): DeclaredResource => {
  const [found, ...others] = ofType(declared, type).filter((resource) => resource.name === name);
  assert.ok(found && others.length === 0, `Expected one ${type} named ${name}`);
  return found;
};

/** Resources as Pulumi passes them to a policy: declared inputs and what the cloud added. */
export const policyResources = ({ resources }: DeclaredStack): readonly Resource[] =>
  resources.map(({ type, name, urn, state, inputs, custom }) => ({
    type,
    name,
    urn,
    props: custom ? state : inputs,
  }));

/** A policy document, which may be an object or JSON. */
export const parsedJson = (value: unknown): unknown =>
  typeof value === "string" ? (JSON.parse(value) as unknown) : value;

export const types = {
  alarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
  consumer: "order-replication:infra:StreamConsumer",
  dashboard: "aws:cloudwatch/dashboard:Dashboard",
  eventRule: "aws:cloudwatch/eventRule:EventRule",
  eventTarget: "aws:cloudwatch/eventTarget:EventTarget",
  function: "aws:lambda/function:Function",
  logGroup: "aws:cloudwatch/logGroup:LogGroup",
  mapping: "aws:lambda/eventSourceMapping:EventSourceMapping",
  methodSettings: "aws:apigateway/methodSettings:MethodSettings",
  parameter: "aws:ssm/parameter:Parameter",
  permission: "aws:lambda/permission:Permission",
  queue: "aws:sqs/queue:Queue",
  redriveAllowPolicy: "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
  restApi: "aws:apigateway/restApi:RestApi",
  role: "aws:iam/role:Role",
  rolePolicy: "aws:iam/rolePolicy:RolePolicy",
  stage: "aws:apigateway/stage:Stage",
  stash: "pulumi:index:Stash",
  subscription: "aws:sns/topicSubscription:TopicSubscription",
  table: "aws:dynamodb/table:Table",
  topic: "aws:sns/topic:Topic",
  topicPolicy: "aws:sns/topicPolicy:TopicPolicy",
  webhook: "pulumi-nodejs:dynamic/order-replication:BigCommerceWebhook",
} as const;

/** The stack without added consumers of its orders: the tests hold whichever a fork adds. */
export const withoutConsumers = (declared: DeclaredStack): DeclaredStack => {
  const byUrn = new Map(declared.resources.map((resource) => [resource.urn, resource]));
  const isOfConsumer = ({ type, parent }: DeclaredResource): boolean => {
    const above = byUrn.get(parent ?? "");
    return type === types.consumer || (above !== undefined && isOfConsumer(above));
  };
  return { ...declared, resources: declared.resources.filter((each) => !isOfConsumer(each)) };
};

/** Runs the same tests for each stack file; the stacks are recorded in parallel, each in its own process. */
export const onEveryStack = (tests: (recorded: () => DeclaredStack) => void): void => {
  const declared = new Map<string, DeclaredStack>();
  before(async function () {
    this.timeout(180_000);
    const recordings = await Promise.all(stacks.map((stack) => recordedStack(stack)));
    for (const recording of recordings) declared.set(recording.stack, withoutConsumers(recording));
  });
  for (const stack of stacks) {
    describe(`in ${stack}`, () => {
      tests(() => {
        const recorded = declared.get(stack);
        assert.ok(recorded);
        return recorded;
      });
    });
  }
};
