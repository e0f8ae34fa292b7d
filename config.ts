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
const logPeriods = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
];
const secretKeys = ["accessToken", "webhookSecret", "previousWebhookSecret", "clientSecret"];

/** A struct that says in words what it expects. */
const expecting = <T, S>(expected: string, struct: Struct<T, S>): Struct<T, null> =>
  define<T>(expected, (value) => is(value, struct));

const asInteger = (text: string): unknown => (/^-?\d{1,9}$/.test(text) ? Number(text) : text);
const asBoolean = (text: string): unknown => ({ true: true, false: false })[text] ?? text;
const asIntegers = (text: string): unknown =>
  /^\[\s*\d+(\s*,\s*\d+)*\s*\]$/.test(text) ? text.match(/\d+/g)?.map(Number) : text;

const text = (expected: string, shape: RegExp) => expecting(expected, pattern(string(), shape));
const flag = coerce(expecting("true or false", boolean()), string(), asBoolean);
const between = (low: number, high: number) =>
  coerce(
    expecting(`a whole number from ${low} to ${high}`, max(min(integer(), low), high)),
    string(),
    asInteger,
  );
const oneOf = (values: readonly number[]) =>
  coerce(expecting(`one of ${values.join(", ")}`, enums(values)), string(), asInteger);

/** What BigCommerce tells of: carts that became orders, and what happens to orders otherwise. */
const cartScopes = ["store/cart/converted"];
const orderScopes = ["created", "updated", "statusUpdated", "archived", "refund/created"].map(
  (event) => `store/order/${event}`,
);

const areDistinct = (ids: readonly number[]): boolean => new Set(ids).size === ids.length;
const StatusIds = coerce(
  expecting(
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

const instantShape = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** The instant in UTC, or undefined: a day that no calendar has is not one, though Date takes it. */
const asInstant = (given: string): string | undefined => {
  const day = instantShape.exec(given)?.[1];
  const [instant, midnight] = [new Date(given), new Date(`${day}T00:00:00Z`)];
  if (Number.isNaN(instant.getTime()) || Number.isNaN(midnight.getTime())) return undefined;
  return midnight.toISOString().startsWith(`${day}T`) ? instant.toISOString() : undefined;
};
const StartFrom = coerce(
  expecting(
    "nothing, a date such as 2026-01-31, or a date and time with its zone",
    refine(string(), "instant", (given) => given === "" || asInstant(given) === given),
  ),
  string(),
  (given) => asInstant(given) ?? given,
);

/** Plain http is for a store on this very machine. */
const isApiUrl = (given: string): boolean => {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url || given !== `${url.origin}${url.pathname}`.replace(/\/$/, "")) return false;
  const isLoopback = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback);
};
const ApiUrl = expecting(
  "an https URL without a slash at its end",
  refine(string(), "url", isApiUrl),
);

/** A path in the repository, which every owner has a copy of, or where that copy can be read. */
const RunbooksUrl = text(
  "docs/runbooks, or an https URL of that folder without a slash at its end",
  /^(docs\/runbooks|https:\/\/[!-~]*[!-.0-~])$/,
);

/** An HTTP header carries it, hence printable characters; 16 make it too long to guess. */
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
  physicalStatusId: between(0, 14),
  digitalStatusId: between(0, 14),
  acknowledge: expecting("on, off or plan", enums(["on", "off", "plan"])),
  startFrom: StartFrom,
  followChanges: flag,
  processConcurrency: between(2, 1000),
  batchSize: between(1, 1000),
  maxReceiveCount: between(5, 40),
  quotaReservePercent: between(0, 90),
  protectData: flag,
  jobRetentionDays: between(1, 3650),
  webhookRetentionDays: between(1, 3650),
  logRetentionDays: oneOf(logPeriods),
  apiUrl: ApiUrl,
});
type Config = Infer<typeof Config>;

interface Problem {
  readonly key: string;
  readonly expected: string;
  readonly got: unknown;
}

/** What no key can be checked for alone. */
const clashes = (given: Config): Problem[] => {
  const fresh = given.newOrderStatusIds;
  const expected = `a status outside newOrderStatusIds [${fresh.join(", ")}], or an acknowledged order would look new again`;
  const targets = ["physicalStatusId", "digitalStatusId"] as const;
  const lacksClientSecret = given.requireSignature && given.clientSecret === "";
  return [
    ...targets
      .filter((key) => fresh.includes(given[key]))
      .map((key) => ({ key, expected, got: given[key] })),
    ...(lacksClientSecret
      ? [{ key: "clientSecret", expected: "a secret, because requireSignature is true", got: "" }]
      : []),
  ];
};

/** Pulumi would take it from a profile as well, but awsx, which names the API's functions, would not. */
const regionProblems = (): Problem[] => {
  const got = new pulumi.Config("aws").get("region");
  const expected = "the region to deploy to (`pulumi config set aws:region us-east-1`)";
  const isRegion = got !== undefined && /^[a-z]{2}(-[a-z]+)+-\d+$/.test(got);
  return isRegion ? [] : [{ key: "aws:region", expected, got }];
};

/** What came, in words where it is secret, or could be because nobody knows the key. */
const shown = ({ key, got }: Problem): string => {
  if (got === undefined) return "nothing";
  const isPublic = key === "aws:region" || (key in Config.schema && !secretKeys.includes(key));
  if (typeof got !== "string" || isPublic) return JSON.stringify(got);
  return got === "" ? "an empty string" : `text of ${got.length} characters`;
};

const refusal = (namespace: string, problems: readonly Problem[]): pulumi.RunError => {
  const lines = problems.map((problem) => {
    const key = problem.key.includes(":") ? problem.key : `${namespace}:${problem.key}`;
    return `  ${key}: expected ${problem.expected}; got ${shown(problem)}`;
  });
  const title = `The settings of stack ${pulumi.getStack()} are not usable:`;
  const advice = "Set them with `pulumi config set <key> <value>`, secrets with `--secret`.";
  return new pulumi.RunError([title, ...lines, advice].join("\n"));
};

/** Every key of the project, also those that nobody reads: a misspelt key must not go unnoticed. */
const configured = (namespace: string): Record<string, string> => {
  const mine = Object.entries(pulumi.runtime.allConfig()).filter(([key]) =>
    key.startsWith(`${namespace}:`),
  );
  return Object.fromEntries(mine.map(([key, value]) => [key.slice(namespace.length + 1), value]));
};

const checked = (namespace: string): Config => {
  const [failure, given] = validate(configured(namespace), Config, { coerce: true });
  const ours = failure
    ? failure.failures().map(({ key, type, value }) => ({
        key: String(key),
        expected: type === "never" ? "no setting of this name" : type,
        got: value as unknown,
      }))
    : clashes(given);
  const problems = [...regionProblems(), ...ours];
  if (!given || problems.length > 0) throw refusal(namespace, problems);
  return given;
};

/** The settings of this stack, each of them checked; throws before anything is declared. */
export const settings = () => {
  const config = new pulumi.Config();
  const given = checked(config.name);
  return Object.freeze({
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
      everyMinutes: given.pollIntervalMinutes,
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
    tables: Object.freeze({ isProtected: given.protectData }),
    retention: Object.freeze({
      jobDays: given.jobRetentionDays,
      webhookDays: given.webhookRetentionDays,
    }),
    logs: Object.freeze({ logRetentionDays: given.logRetentionDays }),
  });
};

export type Settings = ReturnType<typeof settings>;
