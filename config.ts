import * as pulumi from "@pulumi/pulumi";
import type { Infer, Struct } from "superstruct";
import {
  array,
  boolean,
  coerce,
  define,
  enums,
  integer,
  is,
  max,
  min,
  object,
  pattern,
  refine,
  string,
  validate,
} from "superstruct";

/** The log retention periods that CloudWatch offers. */
const logRetentionPeriods = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
];
const secretKeys = ["accessToken", "webhookSecret", "previousWebhookSecret", "clientSecret"];

/** Gives a struct the description that its error messages show. */
const described = <T, S>(expected: string, struct: Struct<T, S>): Struct<T, null> =>
  define<T>(expected, (value) => is(value, struct));

const asInteger = (text: string): unknown => (/^-?\d{1,9}$/.test(text) ? Number(text) : text);
const asBoolean = (text: string): unknown => ({ true: true, false: false })[text] ?? text;
const asIntegers = (text: string): unknown =>
  /^\[\s*\d+(\s*,\s*\d+)*\s*\]$/.test(text) ? text.match(/\d+/g)?.map(Number) : text;

const text = (expected: string, shape: RegExp) => described(expected, pattern(string(), shape));
const flag = coerce(described("true or false", boolean()), string(), asBoolean);
const integerBetween = (low: number, high: number) =>
  coerce(
    described(`a whole number from ${low} to ${high}`, max(min(integer(), low), high)),
    string(),
    asInteger,
  );
const oneOf = (values: readonly number[]) =>
  coerce(described(`one of ${values.join(", ")}`, enums(values)), string(), asInteger);

/** Webhook scopes: carts that were converted to orders, and later changes of orders. */
const cartScopes = ["store/cart/converted"];
const orderScopes = ["created", "updated", "statusUpdated", "archived", "refund/created"].map(
  (event) => `store/order/${event}`,
);

const areDistinct = (ids: readonly number[]): boolean => new Set(ids).size === ids.length;
const StatusIds = coerce(
  described(
    "a list of different status ids from 0 to 14, such as '[7, 10, 11]'",
    refine(
      array(max(min(integer(), 0), 14)),
      "statuses",
      (ids) => ids.length > 0 && areDistinct(ids),
    ),
  ),
  string(),
  asIntegers,
);

const instantPattern =
  /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** The instant in UTC; undefined for a day that does not exist, such as 2026-02-31, which Date accepts. */
const asInstant = (given: string): string | undefined => {
  const day = instantPattern.exec(given)?.[1];
  const [instant, midnight] = [new Date(given), new Date(`${day}T00:00:00Z`)];
  if (Number.isNaN(instant.getTime()) || Number.isNaN(midnight.getTime())) return undefined;
  return midnight.toISOString().startsWith(`${day}T`) ? instant.toISOString() : undefined;
};
/** YAML reads an unquoted date of a stack file as a time, which Pulumi passes as Go prints it. */
const fromGoTime = (given: string): string =>
  given.replace(
    /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?) ([+-]\d{2})(\d{2}) \S+$/,
    "$1T$2$3:$4",
  );
const StartFrom = coerce(
  described(
    "nothing, a date such as 2026-01-31, or a date and time with its zone",
    refine(string(), "instant", (given) => given === "" || asInstant(given) === given),
  ),
  string(),
  (given) => asInstant(fromGoTime(given)) ?? given,
);

/** Plain HTTP is allowed for a store on localhost only. */
const isApiUrl = (given: string): boolean => {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url || given !== `${url.origin}${url.pathname}`.replace(/\/$/, "")) return false;
  const isLoopback = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback);
};
const ApiUrl = described(
  "an https URL without a slash at its end",
  refine(string(), "url", isApiUrl),
);

/** The folder's path in the repository, or its URL in the owner's copy. */
const RunbooksUrl = text(
  "docs/runbooks, or an https URL of that folder without a slash at its end",
  /^(docs\/runbooks|https:\/\/[!-~]*[!-.0-~])$/,
);

/** Sent in an HTTP header, hence printable characters; 16 are too many to guess. */
const headerSecret = "16 to 1024 printable characters without spaces";
const Config = object({
  storeHash: text("letters and digits, as in the store's API path", /^[a-z0-9]+$/i),
  accessToken: text("1 to 1024 printable characters without spaces", /^[!-~]{1,1024}$/),
  webhookSecret: text(headerSecret, /^[!-~]{16,1024}$/),
  previousWebhookSecret: text(`nothing or ${headerSecret}`, /^([!-~]{16,1024})?$/),
  clientSecret: text("at most 1024 printable characters without spaces", /^[!-~]{0,1024}$/),
  requireSignature: flag,
  clientId: text("at most 1024 printable characters without spaces", /^[!-~]{0,1024}$/),
  alertEmail: text("an e-mail address", /^[^\s@]+@[^\s@]+\.[^\s@]+$/),
  runbooksUrl: RunbooksUrl,
  pollIntervalMinutes: oneOf([15, 30, 60, 120, 240, 480, 1440]),
  newOrderStatusIds: StatusIds,
  physicalStatusId: integerBetween(0, 14),
  digitalStatusId: integerBetween(0, 14),
  acknowledge: described("on, off or plan", enums(["on", "off", "plan"])),
  startFrom: StartFrom,
  followChanges: flag,
  processConcurrency: integerBetween(2, 1000),
  batchSize: integerBetween(1, 1000),
  maxReceiveCount: integerBetween(5, 40),
  quotaReservePercent: integerBetween(0, 90),
  protectData: flag,
  jobRetentionDays: integerBetween(1, 3650),
  webhookRetentionDays: integerBetween(1, 3650),
  logRetentionDays: oneOf(logRetentionPeriods),
  apiUrl: ApiUrl,
});
type Config = Infer<typeof Config>;

interface Problem {
  readonly key: string;
  readonly expected: string;
  readonly got: unknown;
}

/** Problems between settings that are valid one by one. */
const conflicts = (given: Config): Problem[] => {
  const newStatuses = given.newOrderStatusIds;
  const expected = `a status outside newOrderStatusIds [${newStatuses.join(", ")}], or an acknowledged order would look new again`;
  const targets = ["physicalStatusId", "digitalStatusId"] as const;
  const lacksClientSecret = given.requireSignature && given.clientSecret === "";
  return [
    ...targets
      .filter((key) => newStatuses.includes(given[key]))
      .map((key) => ({ key, expected, got: given[key] })),
    ...(lacksClientSecret
      ? [{ key: "clientSecret", expected: "a secret, because requireSignature is true", got: "" }]
      : []),
  ];
};

/** The regions of China, of governments and of the European Sovereign Cloud; each partition has ARNs of its own. */
const isOfOtherPartition = (region: string): boolean =>
  /^(cn|eusc|us-gov|[a-z]{2}-iso[a-z]?)-/.test(region);

/** Pulumi also accepts the region of an AWS profile; awsx, which declares the API, does not. */
const regionProblems = (got: string | undefined): Problem[] => {
  const key = "aws:region";
  if (got !== undefined && isOfOtherPartition(got)) {
    const expected =
      "a region of the partition aws, because awsx and the policies write ARNs that begin with arn:aws:";
    return [{ key, expected, got }];
  }
  const expected = "the region to deploy to (`pulumi config set aws:region us-east-1`)";
  const isRegion = got !== undefined && /^[a-z]{2}(-[a-z]+)+-\d+$/.test(got);
  return isRegion ? [] : [{ key, expected, got }];
};

/** Whether a value was set with `--secret`: exported by Pulumi, and missing in its types. */
const { isConfigSecret } = pulumi.runtime as unknown as {
  readonly isConfigSecret: (key: string) => boolean;
};

/**
 * Pulumi itself rejects an unencrypted value only where the key is marked `secret: true`, which excludes a
 * default (Pulumi.yaml).
 */
const unencryptedSecrets = (namespace: string, given: Record<string, string>): Problem[] =>
  secretKeys
    .filter((key) => given[key] && !isConfigSecret(`${namespace}:${key}`))
    .map((key) => ({
      key,
      expected: `an encrypted value (\`pulumi config set --secret ${key}\`), because the stack file and the state hold it in clear`,
      got: given[key],
    }));

const nameOf = (key: string): string => key.slice(key.indexOf(":") + 1);

/** Namespaces that are no project's: the provider's, and Pulumi's own. Add those of providers that you add. */
const otherNamespaces = ["aws", "pulumi"];

/**
 * Settings under the name of another project, as in a stack file that was copied from there: the program would
 * run with the defaults, in prod without protection of the tables.
 */
const foreignSettings = (namespace: string): Problem[] =>
  Object.entries(pulumi.runtime.allConfig())
    .filter(([key]) => ![namespace, ...otherNamespaces].includes(key.split(":", 1)[0] ?? ""))
    .filter(([key]) => nameOf(key) in Config.schema)
    .map(([key, got]) => ({
      key,
      expected: `the key ${namespace}:${nameOf(key)}, because this project is called ${namespace}`,
      got,
    }));

/** Redacts secrets, and values of unknown keys, which may be secrets under a misspelt key. */
const formatValue = ({ key, got }: Problem): string => {
  if (got === undefined) return "nothing";
  const name = nameOf(key);
  const isPublic = key === "aws:region" || (name in Config.schema && !secretKeys.includes(name));
  if (typeof got !== "string" || isPublic) return JSON.stringify(got);
  return got === "" ? "an empty string" : `text of ${got.length} characters`;
};

const invalidSettings = (namespace: string, problems: readonly Problem[]): pulumi.RunError => {
  const lines = problems.map((problem) => {
    const key = problem.key.includes(":") ? problem.key : `${namespace}:${problem.key}`;
    return `  ${key}: expected ${problem.expected}; got ${formatValue(problem)}`;
  });
  const title = `Invalid settings of stack ${pulumi.getStack()}:`;
  const advice = "Set them with `pulumi config set <key> <value>`, secrets with `--secret`.";
  return new pulumi.RunError([title, ...lines, advice].join("\n"));
};

/** Every key of the project, read or not, so that a misspelt key is reported. */
const rawConfig = (namespace: string): Record<string, string> => {
  const entries = Object.entries(pulumi.runtime.allConfig()).filter(([key]) =>
    key.startsWith(`${namespace}:`),
  );
  return Object.fromEntries(
    entries.map(([key, value]) => [key.slice(namespace.length + 1), value]),
  );
};

const validConfig = (namespace: string): Config & { readonly region: string } => {
  const region = new pulumi.Config("aws").get("region");
  const raw = rawConfig(namespace);
  const [failure, given] = validate(raw, Config, { coerce: true });
  const projectProblems = failure
    ? failure.failures().map(({ key, type, value }) => ({
        key: String(key),
        expected: type === "never" ? "no setting of this name" : type,
        got: value as unknown,
      }))
    : conflicts(given);
  const secretProblems = unencryptedSecrets(namespace, raw);
  const problems = [
    ...regionProblems(region),
    ...foreignSettings(namespace),
    ...secretProblems,
    ...projectProblems,
  ];
  if (!given || !region || problems.length > 0) throw invalidSettings(namespace, problems);
  return { ...given, region };
};

/** The validated settings of this stack; throws before any resource is declared. */
export const settings = () => {
  const config = new pulumi.Config();
  const given = validConfig(config.name);
  const tables = Object.freeze({ isProtected: given.protectData });
  return Object.freeze({
    home: Object.freeze({ region: given.region, ...tables }),
    bigCommerce: Object.freeze({
      apiUrl: given.apiUrl,
      hash: given.storeHash,
      clientId: given.clientId,
      token: config.requireSecret("accessToken"),
      quotaReservePercent: given.quotaReservePercent,
      newOrderStatusIds: Object.freeze(given.newOrderStatusIds),
      acknowledge: given.acknowledge,
      startFrom: given.startFrom,
    }),
    targets: Object.freeze({
      physicalStatusId: given.physicalStatusId,
      digitalStatusId: given.digitalStatusId,
    }),
    poll: Object.freeze({
      intervalMinutes: given.pollIntervalMinutes,
      followChanges: given.followChanges,
    }),
    webhook: Object.freeze({
      scopes: Object.freeze(given.followChanges ? [...cartScopes, ...orderScopes] : cartScopes),
      requireSignature: given.requireSignature,
      secrets: Object.freeze({
        secret: config.requireSecret("webhookSecret"),
        previousSecret: config.requireSecret("previousWebhookSecret"),
        clientSecret: config.requireSecret("clientSecret"),
      }),
    }),
    processing: Object.freeze({
      concurrency: given.processConcurrency,
      batchSize: given.batchSize,
      maxReceiveCount: given.maxReceiveCount,
    }),
    alerts: Object.freeze({ email: given.alertEmail, runbooksUrl: given.runbooksUrl }),
    tables,
    retention: Object.freeze({
      jobDays: given.jobRetentionDays,
      webhookDays: given.webhookRetentionDays,
    }),
    logs: Object.freeze({ logRetentionDays: given.logRetentionDays }),
  });
};

export type Settings = ReturnType<typeof settings>;
