import { nameIn, namesIn, queueUrl } from "./arnNames";
import type { ApiReading, FunctionReading, Inventory, TopicReading } from "./inventory";

/** A resource in AWS that may be a declared one. */
export interface Candidate {
  readonly type: string;
  /** As `pulumi import` takes the id of this type: the declarations of `@pulumi/aws`, section "Import". */
  readonly id: string;
  /** `any` where the name is not a generated one, as that of a restored table: every resource of the type may be meant. */
  readonly logicalNames: readonly string[] | "any";
  /** What tells candidates apart where the id does not. */
  readonly note?: string;
}

/** Pulumi generates names as `<logical name>-<7 hex digits>` (pulumi.com/docs/iac/concepts/resources/names). */
const generatedName = /^(.+)-[0-9a-f]{7}$/;

const logicalNames = (...names: readonly (string | undefined)[]): readonly string[] =>
  names.flatMap((name = "") => generatedName.exec(name)?.[1] ?? []);

const named = (type: string, id: string, name: string): Candidate => {
  const found = logicalNames(name);
  return { type, id, logicalNames: found.length > 0 ? found : "any" };
};

const ofFunction = ({ name, role, ...own }: FunctionReading): readonly Candidate[] => [
  named("aws:lambda/function:Function", name, name),
  named("aws:iam/role:Role", role, role),
  ...own.rolePolicies.map((policy) => ({
    type: "aws:iam/rolePolicy:RolePolicy",
    id: `${role}:${policy}`,
    logicalNames: logicalNames(policy),
  })),
  ...own.statementIds.map((sid) => ({
    type: "aws:lambda/permission:Permission",
    id: `${name}/${sid}`,
    logicalNames: logicalNames(sid),
  })),
  ...own.mappings.map(({ uuid, sourceArn }) => ({
    type: "aws:lambda/eventSourceMapping:EventSourceMapping",
    id: uuid,
    logicalNames: logicalNames(nameIn(sourceArn, "queue"), name),
    note: `${sourceArn} to ${name}`,
  })),
];

const ofTopic = ({ arn, subscriptions }: TopicReading): readonly Candidate[] => {
  const name = nameIn(arn, "topic") ?? "";
  return [
    named("aws:sns/topic:Topic", arn, name),
    { type: "aws:sns/topicPolicy:TopicPolicy", id: arn, logicalNames: logicalNames(name) },
    ...subscriptions.map(({ arn: id, protocol, endpoint }) => ({
      type: "aws:sns/topicSubscription:TopicSubscription",
      id,
      logicalNames: logicalNames(name).map((logical) => `${logical}-${protocol}`),
      note: endpoint,
    })),
  ];
};

const ofApi = ({ id: api, name, stages }: ApiReading): readonly Candidate[] => {
  const part = (type: string, id: string): Candidate => ({
    type: `aws:apigateway/${type}`,
    id: `${api}/${id}`,
    logicalNames: logicalNames(name),
  });
  return [
    named("aws:apigateway/restApi:RestApi", api, name),
    ...stages.flatMap((stage) => [
      part("stage:Stage", stage.name),
      part("deployment:Deployment", stage.deploymentId),
      ...stage.methodPaths.map((path) =>
        part("methodSettings:MethodSettings", `${stage.name}/${path}`),
      ),
    ]),
  ];
};

const ofQueue = (arn: string): readonly Candidate[] => {
  const name = nameIn(arn, "queue");
  if (name === undefined) return [];
  const id = queueUrl(arn);
  const type = "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy";
  return [named("aws:sqs/queue:Queue", id, name), { type, id, logicalNames: logicalNames(name) }];
};

/** Logical. Its physical name is not generated (infra/monitoring.ts). */
const dashboardName = "watch";

/** Every resource of the inventory. */
export const candidatesOf = (inventory: Inventory): readonly Candidate[] => {
  const { arns, functions, topics, apis, rules, dashboards } = inventory;
  const byName = (type: string, kind: Parameters<typeof namesIn>[1]): readonly Candidate[] =>
    namesIn(arns, kind).map((name) => named(type, name, name));
  return [
    ...byName("aws:dynamodb/table:Table", "table"),
    ...byName("aws:cloudwatch/logGroup:LogGroup", "logGroup"),
    ...byName("aws:cloudwatch/metricAlarm:MetricAlarm", "alarm"),
    ...byName("aws:ssm/parameter:Parameter", "parameter"),
    ...arns.flatMap(ofQueue),
    ...functions.flatMap(ofFunction),
    ...topics.flatMap(ofTopic),
    ...apis.flatMap(ofApi),
    ...rules.flatMap(({ name, targetIds }) => [
      named("aws:cloudwatch/eventRule:EventRule", name, name),
      ...targetIds.map((target) => ({
        type: "aws:cloudwatch/eventTarget:EventTarget",
        id: `${name}/${target}`,
        logicalNames: logicalNames(name),
      })),
    ]),
    ...dashboards.map((name): Candidate => ({
      type: "aws:cloudwatch/dashboard:Dashboard",
      id: name,
      logicalNames: [dashboardName],
    })),
  ];
};
