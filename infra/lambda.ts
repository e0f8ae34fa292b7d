import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Binding, Environment, Setting } from "./binding";
import { bundled } from "./bundle";
import type { Metric } from "./metric";
import { metricsNamespace } from "./metricsNamespace";
import type { Permission } from "./permission";
import { version } from "./version";

export interface LambdaArgs {
  /** Requires its entry module and returns the module's handler; captures nothing (see bundle.ts). */
  readonly entry: () => (event: never, context: aws.lambda.Context) => Promise<unknown>;
  readonly bindings: readonly Binding[];
  readonly environment: Environment;
  /** Permissions besides those of the bindings and of writing the function's own log. */
  readonly permissions: readonly Permission[];
  readonly limits: {
    readonly timeoutSeconds: number;
    readonly memoryMegabytes: number;
    readonly logRetentionDays: number;
  };
}

/**
 * Lists of orders take megabytes. By default glibc raises this threshold to the size of the largest freed
 * block and then keeps blocks of that size (mallopt(3)). Set to its initial value, the threshold stays, and
 * large blocks are returned to the system: several megabytes less memory per function.
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

/** Strings as they are, other values as JSON. */
const asText = (value: Setting): pulumi.Input<string> =>
  isJsonValue(value) ? JSON.stringify(value) : value;

/**
 * The only place that creates functions, so that each has its own role, a log group with retention, an
 * explicit timeout and bundled code.
 */
export class Lambda extends pulumi.ComponentResource {
  readonly function: aws.lambda.Function;
  /** The role's permissions; whatever invokes the function depends on it. */
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
    const bound = args.bindings.flatMap(({ permissions }) => permissions);
    this.policy = this.rolePolicy(role, [...bound, ...args.permissions, writeLogs(logs)]);
    this.function = this.callbackFunction(args, role, logs);
    this.name = this.function.name;
    this.logGroupName = logs.name;
    this.timeoutSeconds = args.limits.timeoutSeconds;
    this.registerOutputs({ name: this.name });
  }

  /** A metric that Lambda publishes. */
  metric(name: "Duration" | "Errors" | "Invocations" | "Throttles"): Metric {
    return { namespace: "AWS/Lambda", name, dimensions: { FunctionName: this.name } };
  }

  /** A metric that the function publishes (domain/metrics.ts). */
  customMetric(name: string): Metric {
    return { namespace: metricsNamespace(), name, dimensions: { FunctionName: this.name } };
  }

  private rolePolicy(role: aws.iam.Role, permissions: readonly Permission[]): aws.iam.RolePolicy {
    const policy = { Version: "2012-10-17" as const, Statement: permissions.map(statement) };
    return new aws.iam.RolePolicy(this.logicalName, { role: role.name, policy }, { parent: this });
  }

  private callbackFunction(
    args: LambdaArgs,
    role: aws.iam.Role,
    logs: aws.cloudwatch.LogGroup,
  ): aws.lambda.Function {
    const own: Environment = {
      METRICS_NAMESPACE: metricsNamespace(),
      SERVICE_VERSION: version,
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

/** By the keys of the given functions. */
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
