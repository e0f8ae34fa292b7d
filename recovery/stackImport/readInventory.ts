import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { namesIn } from "./arnNames";
import type {
  ApiReading,
  FunctionReading,
  Inventory,
  RuleReading,
  TopicReading,
} from "./inventory";

export interface StackPlace {
  readonly project: string;
  readonly stack: string;
  readonly region: string;
}

/** Runs the AWS CLI and returns what it prints; both of its versions read all pages. */
type Aws = <T>(...args: readonly string[]) => Promise<T>;

const run = promisify(execFile);

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ENOENT";

const awsCli =
  (region: string): Aws =>
  async <T>(...args: readonly string[]) => {
    const options = { maxBuffer: 1024 ** 3 };
    const words = [...args, "--region", region, "--output", "json"];
    const { stdout } = await run("aws", words, options).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
      throw new Error("Expected the AWS CLI on the PATH, found none", { cause: error });
    });
    return JSON.parse(stdout) as T;
  };

const tagged = async (aws: Aws, { project, stack }: StackPlace): Promise<readonly string[]> => {
  const { ResourceTagMappingList: found } = await aws<{
    readonly ResourceTagMappingList: readonly { readonly ResourceARN: string }[];
  }>(
    "resourcegroupstaggingapi",
    "get-resources",
    "--tag-filters",
    `Key=project,Values=${project}`,
    `Key=stack,Values=${stack}`,
  );
  return found.map(({ ResourceARN }) => ResourceARN);
};

/** A function without a permission has no policy. */
const statementIdsOf = async (aws: Aws, name: string): Promise<readonly string[]> => {
  try {
    const { Policy } = await aws<{ readonly Policy: string }>(
      "lambda",
      "get-policy",
      "--function-name",
      name,
    );
    const { Statement } = JSON.parse(Policy) as {
      readonly Statement: readonly { readonly Sid: string }[];
    };
    return Statement.map(({ Sid }) => Sid);
  } catch (error) {
    if (String(error).includes("(ResourceNotFoundException)")) return [];
    throw error;
  }
};

const readFunction = async (aws: Aws, name: string): Promise<FunctionReading> => {
  const ofFunction = ["--function-name", name];
  const { Role } = await aws<{ readonly Role: string }>(
    "lambda",
    "get-function-configuration",
    ...ofFunction,
  );
  const role = Role.split("/").at(-1) ?? "";
  const { PolicyNames } = await aws<{ readonly PolicyNames: readonly string[] }>(
    "iam",
    "list-role-policies",
    "--role-name",
    role,
  );
  const { EventSourceMappings } = await aws<{
    readonly EventSourceMappings: readonly {
      readonly UUID: string;
      readonly EventSourceArn?: string;
    }[];
  }>("lambda", "list-event-source-mappings", ...ofFunction);
  return {
    name,
    role,
    rolePolicies: PolicyNames,
    statementIds: await statementIdsOf(aws, name),
    mappings: EventSourceMappings.map(({ UUID, EventSourceArn = "" }) => ({
      uuid: UUID,
      sourceArn: EventSourceArn,
    })),
  };
};

const readTopic = async (aws: Aws, arn: string): Promise<TopicReading> => {
  const { Subscriptions } = await aws<{
    readonly Subscriptions: readonly Readonly<
      Record<"SubscriptionArn" | "Protocol" | "Endpoint", string>
    >[];
  }>("sns", "list-subscriptions-by-topic", "--topic-arn", arn);
  return {
    arn,
    subscriptions: Subscriptions.map((each) => ({
      arn: each.SubscriptionArn,
      protocol: each.Protocol,
      endpoint: each.Endpoint,
    })).filter((each) => each.arn.startsWith("arn:")),
  };
};

const readApi = async (aws: Aws, id: string): Promise<ApiReading> => {
  const ofApi = ["--rest-api-id", id];
  const { name } = await aws<{ readonly name: string }>("apigateway", "get-rest-api", ...ofApi);
  const { item } = await aws<{
    readonly item: readonly {
      readonly stageName: string;
      readonly deploymentId: string;
      readonly methodSettings?: object;
    }[];
  }>("apigateway", "get-stages", ...ofApi);
  return {
    id,
    name,
    stages: item.map(({ stageName, deploymentId, methodSettings = {} }) => ({
      name: stageName,
      deploymentId,
      methodPaths: Object.keys(methodSettings),
    })),
  };
};

const readRule = async (aws: Aws, name: string): Promise<RuleReading> => {
  const { Targets } = await aws<{ readonly Targets: readonly { readonly Id: string }[] }>(
    "events",
    "list-targets-by-rule",
    "--rule",
    name,
  );
  return { name, targetIds: Targets.map(({ Id }) => Id) };
};

/** Dashboards have no tags; this service's one is named after project, stack and queue (infra/monitoring.ts). */
const readDashboards = async (
  aws: Aws,
  { project, stack }: StackPlace,
  queues: readonly string[],
): Promise<readonly string[]> => {
  const prefix = `${project}-${stack}-`;
  const { DashboardEntries } = await aws<{
    readonly DashboardEntries: readonly { readonly DashboardName: string }[];
  }>("cloudwatch", "list-dashboards", "--dashboard-name-prefix", prefix);
  return DashboardEntries.map(({ DashboardName }) => DashboardName).filter((name) =>
    queues.includes(name.slice(prefix.length)),
  );
};

/** Reads what AWS has of a stack: what bears its tags, and what belongs to that. Writes nothing. */
export const readInventory = async (place: StackPlace): Promise<Inventory> => {
  const aws = awsCli(place.region);
  const arns = await tagged(aws, place);
  const all = <T>(names: readonly string[], read: (aws: Aws, name: string) => Promise<T>) =>
    Promise.all(names.map((name) => read(aws, name)));
  const topicArns = arns.filter((arn) => namesIn([arn], "topic").length > 0);
  return {
    arns,
    functions: await all(namesIn(arns, "function"), readFunction),
    topics: await all(topicArns, readTopic),
    apis: await all(namesIn(arns, "api"), readApi),
    rules: await all(namesIn(arns, "rule"), readRule),
    dashboards: await readDashboards(aws, place, namesIn(arns, "queue")),
  };
};
