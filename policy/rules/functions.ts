import { soleDependency } from "../reference";
import {
  environmentOf,
  expect,
  findingsAt,
  isUnknown,
  isWholeNumber,
  propertyAt,
  readsStream,
  type Resource,
  type ResourceRule,
  ruleFor,
  type StackRule,
} from "../rule";

const functions = ["aws:lambda/function:Function"];

/** Runtimes that AWS supports for another year and more (docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html). */
const supportedRuntimes = ["nodejs24.x"];

/** Names of variables that hold a secret; a name such as ..._PARAMETER holds only the secret's location. */
const secretNamePattern = /(TOKEN|SECRET|PASSWORD|KEY)S?$/;

const limitsAreStated = ruleFor(functions, {
  name: "limits-are-stated",
  description: "The defaults, three seconds of AWS and three minutes of Pulumi, suit no function.",
  check: ({ props: { timeout, memorySize } }) => [
    ...expect(isWholeNumber(timeout) && timeout <= 900, "a timeout up to 900 s", timeout),
    ...expect(isWholeNumber(memorySize), "a memory size in megabytes", memorySize),
  ],
});

const runtimesAreSupported = ruleFor(functions, {
  name: "runtimes-are-supported",
  description:
    "A deprecated runtime gets no security patches, and AWS soon refuses deployments to it.",
  check: ({ props: { runtime } }) =>
    expect(supportedRuntimes.includes(String(runtime)), supportedRuntimes.join(" or "), runtime),
});

const logsAreJson = ruleFor(functions, {
  name: "logs-are-json",
  description: "The dashboard and Logs Insights queries rely on one JSON line per event.",
  check: (resource) => {
    const format = propertyAt(resource, "loggingConfig.logFormat");
    const group = propertyAt(resource, "loggingConfig.logGroup");
    return [
      ...expect(format === "JSON", "the log format JSON", format),
      ...expect(typeof group === "string", "a declared log group", group),
    ];
  },
});

const concurrencyIsNotReserved = ruleFor(functions, {
  name: "concurrency-is-not-reserved",
  description:
    "Reserved concurrency throttles the queue, and throttled messages become dead letters.",
  check: ({ props: { reservedConcurrentExecutions: reserved } }) =>
    expect(reserved === undefined || reserved === -1, "none reserved", reserved),
});

const environmentNamesNoSecret = ruleFor(functions, {
  name: "environment-names-no-secret",
  description:
    "Anyone with permission to read a function's configuration can read its environment.",
  check: (resource) => {
    const environment = environmentOf(resource);
    const wrong = isUnknown(environment)
      ? environment
      : Object.keys(environment).filter((name) => secretNamePattern.test(name));
    const isRight = Array.isArray(wrong) && wrong.length === 0;
    return expect(isRight, "the names of parameters instead of secrets", wrong);
  },
});

const batchItemFailuresAreReported = ruleFor(["aws:lambda/eventSourceMapping:EventSourceMapping"], {
  name: "batch-item-failures-are-reported",
  description:
    "Without it, one failed message causes its whole batch to be retried, or counts as processed.",
  check: (mapping) => {
    const { functionResponseTypes: types } = mapping.props;
    const isReported = Array.isArray(types) && types.includes("ReportBatchItemFailures");
    return expect(readsStream(mapping) || isReported, "ReportBatchItemFailures", types);
  },
});

/** The ARN or, where a preview does not know the ARN, the URN of the role from which alone the ARN comes. */
const roleOf = (resources: readonly Resource[], one: Resource): unknown => {
  const { role } = one.props;
  const declared = soleDependency(resources, one, { property: "role", type: "aws:iam/role:Role" });
  return isUnknown(role) ? (declared?.urn ?? role) : role;
};

const rolesAreNotShared: StackRule = {
  name: "roles-are-not-shared",
  description: "Functions that share a role have each other's permissions.",
  checkAll: (resources) => {
    const all = resources.filter(({ type }) => functions.includes(type));
    const roles = all.map((one) => roleOf(resources, one));
    return all.flatMap((one, index) => {
      const role = roles[index];
      const isOwn = !isUnknown(role) && roles.filter((other) => other === role).length === 1;
      return findingsAt(one, expect(isOwn, "a role of its own", role));
    });
  },
};

export const functionRules: readonly ResourceRule[] = [
  limitsAreStated,
  runtimesAreSupported,
  logsAreJson,
  concurrencyIsNotReserved,
  environmentNamesNoSecret,
  batchItemFailuresAreReported,
];

export const functionStackRules: readonly StackRule[] = [rolesAreNotShared];
