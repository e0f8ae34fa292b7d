import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bundled } from "./bundle";
import type { Environment, Binding, Setting } from "./binding";
import type { Metric } from "./metric";
import { metricsNamespace } from "./metricsNamespace";
import type { Permission } from "./permission";

export interface LambdaArgs {
  /** Requires its entry module and returns the module's handler; captures nothing (see bundle.ts). */
  readonly entry: () => (event: never, context: aws.lambda.Context) => Promise<unknown>;
  readonly bindings: readonly Binding[];
  readonly environment: Environment;
  /** All that the function may do besides using its facilities and writing its own log. */
  readonly permissions: readonly Permission[];
  readonly limits: {
    readonly timeoutSeconds: number;
    readonly memoryMegabytes: number;
    readonly logRetentionDays: number;
  };
}

/**
 * Lists of orders are megabytes. Left to itself, glibc raises this threshold to the largest block
 * that was ever freed, and keeps such blocks from then on (mallopt(3)); fixed at its first value, they go
 * back to the system. It makes functions several megabytes smaller.
 */
const mallocSettings = { MALLOC_MMAP_THRESHOLD_: "131072" };

const trustPolicy: aws.iam.PolicyDocument = {
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } },
  ],
};

const statement = ({ actions, resource }: Permission): aws.iam.PolicyStatement => ({
  Effect: "Allow",
  Action: [...actions],
  Resource: resource,
});

const isJsonValue = (value: Setting): value is Exclude<Setting, pulumi.Input<string>> =>
  ["number", "boolean"].includes(typeof value) || Array.isArray(value);

/** Text as it is, all else as JSON. */
const asText = (value: Setting): pulumi.Input<string> =>
  isJsonValue(value) ? JSON.stringify(value) : value;

/**
 * The one place where functions are made, so that none lacks a role of its own, a log group that
 * forgets, a stated timeout or the bundling that its code relies on.
 */
export class Lambda extends pulumi.ComponentResource {
  readonly function: aws.lambda.Function;
  /** Until this exists the function may do nothing. */
  readonly policy: aws.iam.RolePolicy;
  readonly name: pulumi.Output<string>;
  readonly logGroupName: pulumi.Output<string>;
  readonly timeoutSeconds: number;

  constructor(
    readonly logicalName: string,
    args: LambdaArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("order-replication:infra:Lambda", logicalName, {}, opts);
    const parent = { parent: this };
    const logs = new aws.cloudwatch.LogGroup(
      logicalName,
      { retentionInDays: args.limits.logRetentionDays },
      parent,
    );
    const role = new aws.iam.Role(logicalName, { assumeRolePolicy: trustPolicy }, parent);
    const used = args.bindings.flatMap(({ permissions }) => permissions);
    this.policy = this.rolePolicy(role, [...used, ...args.permissions, writeLogs(logs)]);
    this.function = this.callbackFunction(args, role, logs);
    this.name = this.function.name;
    this.logGroupName = logs.name;
    this.timeoutSeconds = args.limits.timeoutSeconds;
    this.registerOutputs({ name: this.name });
  }

  /** What Lambda measures of it. */
  metric(name: "Duration" | "Errors" | "Invocations" | "Throttles"): Metric {
    return { namespace: "AWS/Lambda", name, dimensions: { FunctionName: this.name } };
  }

  /** What it counts itself (domain/metrics.ts). */
  customMetric(name: string): Metric {
    return { namespace: metricsNamespace(), name, dimensions: { FunctionName: this.name } };
  }

  private rolePolicy(role: aws.iam.Role, may: readonly Permission[]): aws.iam.RolePolicy {
    const policy = { Version: "2012-10-17" as const, Statement: may.map(statement) };
    return new aws.iam.RolePolicy(this.logicalName, { role: role.name, policy }, { parent: this });
  }

  private callbackFunction(
    args: LambdaArgs,
    role: aws.iam.Role,
    logs: aws.cloudwatch.LogGroup,
  ): aws.lambda.Function {
    const own: Environment = {
      METRICS_NAMESPACE: metricsNamespace(),
      ...mallocSettings,
      ...args.environment,
    };
    const variables = [...args.bindings, { environment: own }]
      .flatMap(({ environment }) => Object.entries(environment))
      .map(([key, value]) => [key, asText(value)] as const);
    return new aws.lambda.CallbackFunction(
      this.logicalName,
      {
        callbackFactory: args.entry,
        role,
        runtime: "nodejs24.x",
        architectures: ["arm64"],
        timeout: args.limits.timeoutSeconds,
        memorySize: args.limits.memoryMegabytes,
        environment: { variables: Object.fromEntries(variables) },
        loggingConfig: { logFormat: "JSON", logGroup: logs.name },
      },
      { parent: this, dependsOn: [this.policy], transformations: [bundled(this.logicalName)] },
    );
  }
}

type Names = Readonly<Record<string, pulumi.Output<string>>>;

/** Under the names that the program itself has for them. */
export const namesOf = (functions: Readonly<Record<string, Lambda>>): Names =>
  Object.fromEntries(Object.entries(functions).map(([key, { name }]) => [key, name]));

export const logGroupNamesOf = (functions: Readonly<Record<string, Lambda>>): Names =>
  Object.fromEntries(
    Object.entries(functions).map(([key, { logGroupName }]) => [key, logGroupName]),
  );

const writeLogs = (logs: aws.cloudwatch.LogGroup): Permission => ({
  actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
  resource: pulumi.interpolate`${logs.arn}:*`,
});
