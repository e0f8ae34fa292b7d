import {
  at,
  expect,
  isWholeNumber,
  readsStream,
  type Resource,
  type ResourceRule,
  ruleFor,
  type StackRule,
} from "../rule";

const functions = ["aws:lambda/function:Function"];

/** Runtimes that AWS supports for another year and more (docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html). */
const supportedRuntimes = ["nodejs24.x"];

/** Names that sound like a secret, unless they say where it is. */
const soundsSecret = /(TOKEN|SECRET|PASSWORD|KEY)S?$/;

const limitsAreStated = ruleFor(functions, {
  name: "limits-are-stated",
  description: "AWS would give three seconds, Pulumi three minutes; neither was decided.",
  check: ({ props: { timeout, memorySize } }) => [
    ...expect(isWholeNumber(timeout) && timeout <= 900, "a timeout up to 900 s", timeout),
    ...expect(isWholeNumber(memorySize), "a memory size in megabytes", memorySize),
  ],
});

const runtimesAreSupported = ruleFor(functions, {
  name: "runtimes-are-supported",
  description: "A runtime that AWS no longer mends cannot be deployed to for long.",
  check: ({ props: { runtime } }) =>
    expect(supportedRuntimes.includes(String(runtime)), supportedRuntimes.join(" or "), runtime),
});

const logsAreJson = ruleFor(functions, {
  name: "logs-are-json",
  description: "The dashboard and whoever searches rely on one JSON line a decision.",
  check: (resource) => {
    const config = resource.props.loggingConfig;
    const group = at(resource, "loggingConfig.logGroup");
    const isJson = at(resource, "loggingConfig.logFormat") === "JSON";
    return expect(isJson && typeof group === "string", "JSON in a declared log group", config);
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
  description: "Whoever may look at a function reads its environment.",
  check: (resource) => {
    const variables = at(resource, "environment.variables");
    const names = Object.keys(typeof variables === "object" && variables ? variables : {});
    const wrong = names.filter((name) => soundsSecret.test(name));
    return expect(wrong.length === 0, "the names of parameters instead of secrets", wrong);
  },
});

const failuresAreReportedSingly = ruleFor(["aws:lambda/eventSourceMapping:EventSourceMapping"], {
  name: "failures-are-reported-singly",
  description: "Without it one bad message repeats its whole batch, or is taken for a success.",
  check: (mapping) => {
    const { functionResponseTypes: types } = mapping.props;
    const reports = Array.isArray(types) && types.includes("ReportBatchItemFailures");
    return expect(readsStream(mapping) || reports, "ReportBatchItemFailures", types);
  },
});

const rolesAreNotShared: StackRule = {
  name: "roles-are-not-shared",
  description: "Functions that share a role have each other's rights.",
  checkAll: (resources) => {
    const all = resources.filter(({ type }) => functions.includes(type));
    const sharesRole = (one: Resource) =>
      all.some((other) => other.urn !== one.urn && other.props.role === one.props.role);
    return all.filter(sharesRole).map(({ urn, props }) => ({
      urn,
      message: `expected a role of its own, got ${String(props.role)}`,
    }));
  },
};

export const functionRules: readonly ResourceRule[] = [
  limitsAreStated,
  runtimesAreSupported,
  logsAreJson,
  concurrencyIsNotReserved,
  environmentNamesNoSecret,
  failuresAreReportedSingly,
];

export const functionStackRules: readonly StackRule[] = [rolesAreNotShared];
