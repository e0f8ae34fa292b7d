import type { DeclaredResource } from "./declareStack";
import { bigCommerceWebhook } from "./resources/bigCommerceWebhook";
import { eventSourceMapping } from "./resources/eventSourceMapping";
import { lambdaFunction } from "./resources/lambdaFunction";
import { methodSettings } from "./resources/methodSettings";
import { metricAlarm } from "./resources/metricAlarm";
import { noopResourceTypes } from "./resources/noopResourceTypes";
import { parameter } from "./resources/parameter";
import { queue } from "./resources/queue";
import type { ResourceKind } from "./resources/resourceKind";
import { restApi, stage } from "./resources/restApi";
import { eventRule, eventTarget } from "./resources/schedule";
import { table } from "./resources/table";
import { topic } from "./resources/topic";
import { topicSubscription } from "./resources/topicSubscription";

const kinds: readonly ResourceKind[] = [
  bigCommerceWebhook,
  eventRule,
  eventSourceMapping,
  eventTarget,
  lambdaFunction,
  methodSettings,
  metricAlarm,
  parameter,
  queue,
  restApi,
  stage,
  table,
  topic,
  topicSubscription,
];

/** Components, and resources without an effect here. */
const noopKind = (type: string): ResourceKind => ({
  type,
  create: () => undefined,
  delete: () => undefined,
});

/** An unknown resource type is an error; none is skipped silently. */
export const kindOf = ({ type, name, custom }: DeclaredResource): ResourceKind => {
  if (!custom || type in noopResourceTypes) return noopKind(type);
  const kind = kinds.find((candidate) => candidate.type === type);
  if (kind) return kind;
  throw new Error(
    `The embedded cloud does not know the resource type ${type}, declared as "${name}"`,
  );
};
