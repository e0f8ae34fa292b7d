import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { settings } from "../../config";

const project = "order-replication";

/** Valid values; Pulumi passes every setting as a string. */
const valid: Readonly<Record<string, string>> = {
  storeHash: "abc123",
  accessToken: "token-0123456789",
  webhookSecret: "0123456789abcdef",
  previousWebhookSecret: "",
  clientSecret: "",
  requireSignature: "false",
  clientId: "",
  alertEmail: "owner@example.com",
  runbooksUrl: "docs/runbooks",
  pollIntervalMinutes: "120",
  newOrderStatusIds: "[7,10,11]",
  physicalStatusId: "9",
  digitalStatusId: "8",
  acknowledge: "on",
  startFrom: "",
  followChanges: "true",
  processConcurrency: "3",
  batchSize: "10",
  maxReceiveCount: "20",
  quotaReservePercent: "10",
  protectData: "false",
  jobRetentionDays: "90",
  webhookRetentionDays: "90",
  logRetentionDays: "30",
  apiUrl: "https://api.bigcommerce.com",
};

const region = { "aws:region": "eu-west-1" };

type Changes = Readonly<Record<string, string | undefined>>;

const secretSettings = [
  "accessToken",
  "webhookSecret",
  "previousWebhookSecret",
  "clientSecret",
] as const;

/** Pulumi passes the encrypted settings in clear, with a list of their keys. */
const settingsWith = (changes: Changes, encrypted: readonly string[] = secretSettings) => {
  const given = Object.entries({ ...region, ...valid, ...changes }).flatMap(([key, value]) =>
    value === undefined ? [] : [[key.includes(":") ? key : `${project}:${key}`, value]],
  );
  pulumi.runtime.setAllConfig(
    Object.fromEntries(given) as Record<string, string>,
    encrypted.map((key) => `${project}:${key}`),
  );
  return settings();
};

const errorOf = (changes: Changes, encrypted?: readonly string[]): string => {
  let message: string | undefined;
  assert.throws(
    () => settingsWith(changes, encrypted),
    (problem: unknown) => {
      message = problem instanceof pulumi.RunError ? problem.message : undefined;
      return message !== undefined;
    },
  );
  return message ?? "";
};

/** One line per problem. */
const problemsOf = (changes: Changes, encrypted?: readonly string[]): string[] =>
  errorOf(changes, encrypted)
    .split("\n")
    .filter((line) => line.startsWith(`  ${project}:`))
    .map((line) => line.trim());

const valueOf = (output: pulumi.Output<string>): Promise<[string, boolean]> =>
  new Promise((resolve) => {
    const { isSecret } = output as unknown as { isSecret: Promise<boolean> };
    output.apply((value) => void isSecret.then((secret) => resolve([value, secret])));
  });

const expectedText = {
  interval: "one of 15, 30, 60, 120, 240, 480, 1440",
  statuses: "a list of different status ids from 0 to 14, such as '[7, 10, 11]'",
  status: "a whole number from 0 to 14",
  start: "nothing, a date such as 2026-01-31, or a date and time with its zone",
  url: "an https URL without a slash at its end",
  runbooks: "docs/runbooks, or an https URL of that folder without a slash at its end",
  flag: "true or false",
  token: "1 to 1024 printable characters without spaces",
  secret: "16 to 1024 printable characters without spaces",
  anyText: "at most 1024 printable characters without spaces",
  days: "a whole number from 1 to 3650",
};

const rejected: readonly (readonly [key: string, value: string, expected: string, got: string])[] =
  [
    ["storeHash", "", "letters and digits, as in the store's API path", '""'],
    ["storeHash", "stores/abc", "letters and digits, as in the store's API path", '"stores/abc"'],
    ["accessToken", "", expectedText.token, "an empty string"],
    ["accessToken", "pasted with\n", expectedText.token, "text of 12 characters"],
    ["webhookSecret", "", expectedText.secret, "an empty string"],
    ["webhookSecret", "too-short-15-ch", expectedText.secret, "text of 15 characters"],
    ["webhookSecret", "a space inside it", expectedText.secret, "text of 17 characters"],
    ["previousWebhookSecret", "short", `nothing or ${expectedText.secret}`, "text of 5 characters"],
    ["clientSecret", "with space", expectedText.anyText, "text of 10 characters"],
    ["requireSignature", "yes", expectedText.flag, '"yes"'],
    ["clientId", "a b", expectedText.anyText, '"a b"'],
    ["alertEmail", "", "an e-mail address", '""'],
    ["alertEmail", "owner at example.com", "an e-mail address", '"owner at example.com"'],
    ["pollIntervalMinutes", "20", expectedText.interval, "20"],
    ["pollIntervalMinutes", "abc", expectedText.interval, '"abc"'],
    ["pollIntervalMinutes", "", expectedText.interval, '""'],
    ["newOrderStatusIds", "[]", expectedText.statuses, '"[]"'],
    ["newOrderStatusIds", "[7,7]", expectedText.statuses, "[7,7]"],
    ["newOrderStatusIds", "[7,15]", expectedText.statuses, "[7,15]"],
    ["newOrderStatusIds", "[-1]", expectedText.statuses, '"[-1]"'],
    ["newOrderStatusIds", "[7.5]", expectedText.statuses, '"[7.5]"'],
    ["newOrderStatusIds", "7", expectedText.statuses, '"7"'],
    ["physicalStatusId", "15", expectedText.status, "15"],
    ["physicalStatusId", "-1", expectedText.status, "-1"],
    ["digitalStatusId", "8.5", expectedText.status, '"8.5"'],
    ["acknowledge", "maybe", "on, off or plan", '"maybe"'],
    ["startFrom", "yesterday", expectedText.start, '"yesterday"'],
    ["startFrom", "2026-02-31", expectedText.start, '"2026-02-31"'],
    ["startFrom", "2026-13-01", expectedText.start, '"2026-13-01"'],
    [
      "startFrom",
      "2026-02-31 00:00:00 +0000 UTC",
      expectedText.start,
      '"2026-02-31 00:00:00 +0000 UTC"',
    ],
    ["startFrom", "2026-01-31T10:00", expectedText.start, '"2026-01-31T10:00"'],
    ["startFrom", "2026-01-31T25:00Z", expectedText.start, '"2026-01-31T25:00Z"'],
    ["followChanges", "all", expectedText.flag, '"all"'],
    ["processConcurrency", "1", "a whole number from 2 to 1000", "1"],
    ["processConcurrency", "1001", "a whole number from 2 to 1000", "1001"],
    ["batchSize", "0", "a whole number from 1 to 1000", "0"],
    ["batchSize", "1001", "a whole number from 1 to 1000", "1001"],
    ["batchSize", "1e2", "a whole number from 1 to 1000", '"1e2"'],
    ["maxReceiveCount", "4", "a whole number from 5 to 40", "4"],
    ["maxReceiveCount", "41", "a whole number from 5 to 40", "41"],
    ["quotaReservePercent", "-1", "a whole number from 0 to 90", "-1"],
    ["quotaReservePercent", "91", "a whole number from 0 to 90", "91"],
    ["protectData", "1", expectedText.flag, '"1"'],
    ["jobRetentionDays", "0", expectedText.days, "0"],
    ["webhookRetentionDays", "3651", expectedText.days, "3651"],
    [
      "logRetentionDays",
      "31",
      "one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653",
      "31",
    ],
    ["runbooksUrl", "", expectedText.runbooks, '""'],
    ["runbooksUrl", "runbooks", expectedText.runbooks, '"runbooks"'],
    [
      "runbooksUrl",
      "http://example.com/runbooks",
      expectedText.runbooks,
      '"http://example.com/runbooks"',
    ],
    ["runbooksUrl", "https://example.com/", expectedText.runbooks, '"https://example.com/"'],
    ["runbooksUrl", "https://", expectedText.runbooks, '"https://"'],
    ["apiUrl", "", expectedText.url, '""'],
    ["apiUrl", "api.bigcommerce.com", expectedText.url, '"api.bigcommerce.com"'],
    ["apiUrl", "http://api.bigcommerce.com", expectedText.url, '"http://api.bigcommerce.com"'],
    ["apiUrl", "https://api.bigcommerce.com/", expectedText.url, '"https://api.bigcommerce.com/"'],
    ["apiUrl", "https://u:p@example.com", expectedText.url, '"https://u:p@example.com"'],
    ["apiUrl", "https://example.com?a=b", expectedText.url, '"https://example.com?a=b"'],
    ["apiUrl", "ftp://localhost", expectedText.url, '"ftp://localhost"'],
  ];

const accepted: readonly (readonly [key: string, value: string])[] = [
  ["webhookSecret", "0123456789abcdef"],
  ["previousWebhookSecret", "fedcba9876543210"],
  ...["15", "30", "60", "240", "480", "1440"].map(
    (value) => ["pollIntervalMinutes", value] as const,
  ),
  ["newOrderStatusIds", "[ 0, 14 ]"],
  ["acknowledge", "off"],
  ["acknowledge", "plan"],
  ["processConcurrency", "2"],
  ["processConcurrency", "1000"],
  ["batchSize", "1"],
  ["batchSize", "1000"],
  ["maxReceiveCount", "5"],
  ["maxReceiveCount", "40"],
  ["quotaReservePercent", "0"],
  ["quotaReservePercent", "90"],
  ["runbooksUrl", "https://github.com/acme/orders/blob/main/docs/runbooks"],
  ["apiUrl", "http://127.0.0.1:8080"],
  ["apiUrl", "http://localhost:8080"],
  ["apiUrl", "http://[::1]:8080"],
  ["apiUrl", "https://proxy.example.com/bigcommerce"],
];

describe("settings", () => {
  before(async () => {
    const mocks = { newResource: () => ({ id: "", state: {} }), call: () => ({}) };
    await pulumi.runtime.setMocks(mocks, project, "test");
  });
  afterEach(() => pulumi.runtime.setAllConfig({}));

  for (const [key, value, expected, got] of rejected) {
    it(`rejects ${JSON.stringify(value)} for ${key}`, () => {
      assert.deepEqual(problemsOf({ [key]: value }), [
        `${project}:${key}: expected ${expected}; got ${got}`,
      ]);
    });
  }

  for (const [key, value] of accepted) {
    it(`accepts ${JSON.stringify(value)} for ${key}`, () => {
      assert.doesNotThrow(() => settingsWith({ [key]: value }));
    });
  }

  for (const key of Object.keys(valid)) {
    it(`requires ${key}, whose default is in Pulumi.yaml only`, () => {
      const [problem, ...others] = problemsOf({ [key]: undefined });
      assert.deepEqual(others, []);
      assert.ok(problem?.startsWith(`${project}:${key}: expected `), problem);
      assert.ok(problem?.endsWith("; got nothing"), problem);
    });
  }

  for (const [what, got, shown] of [
    ["a missing region, also if an AWS profile has one", undefined, "nothing"],
    ["an unknown region", "us-east", '"us-east"'],
  ] as const) {
    it(`rejects ${what}, and names the command that sets it`, () => {
      const lines = errorOf({ "aws:region": got }).split("\n");
      assert.equal(
        lines[1],
        `  aws:region: expected the region to deploy to (\`pulumi config set aws:region us-east-1\`); got ${shown}`,
      );
      assert.equal(lines.length, 3);
    });
  }

  // One region of each partition but `aws`, from the AWS SDK's list of partitions.
  for (const got of [
    "cn-north-1",
    "us-gov-west-1",
    "us-iso-east-1",
    "us-isob-west-1",
    "us-isof-south-1",
    "eu-isoe-west-1",
    "eusc-de-east-1",
  ]) {
    it(`rejects ${got}, whose ARNs do not begin with arn:aws:, and gives the reason`, () => {
      assert.match(
        errorOf({ "aws:region": got }),
        new RegExp(
          `^  aws:region: expected a region of the partition aws, because .*arn:aws:.*; got "${got}"$`,
          "m",
        ),
      );
    });
  }

  for (const got of ["us-east-2", "eu-central-2", "ap-southeast-7", "mx-central-1", "il-central-1"])
    it(`accepts the region ${got}`, () => {
      assert.doesNotThrow(() => settingsWith({ "aws:region": got }));
    });

  const inClear: Changes = {
    clientSecret: "client-secret-0123",
    previousWebhookSecret: "fedcba9876543210",
  };
  it("rejects a setting under the name of another project, which would not take effect", () => {
    const changes = { "other-orders:protectData": "true", protectData: "true" };
    assert.deepEqual(errorOf(changes).split("\n").slice(1, -1), [
      `  other-orders:protectData: expected the key ${project}:protectData, because this project is called ${project}; got "true"`,
    ]);
  });

  it("redacts a secret under the name of another project", () => {
    const message = errorOf({ "other-orders:accessToken": "token-9876543210" });
    assert.match(message, /other-orders:accessToken: .*; got text of 16 characters$/m);
  });

  it("accepts values for the provider, for Pulumi, and for programs without our settings", () => {
    const others = { "aws:profile": "shop", "pulumi:tags": "{}", "other:colour": "blue" };
    assert.doesNotThrow(() => settingsWith(others));
  });

  for (const key of secretSettings) {
    it(`rejects ${key} set without --secret, by the command that encrypts it`, () => {
      const others = secretSettings.filter((each) => each !== key);
      const value = { ...valid, ...inClear }[key] ?? "";
      const problems = problemsOf({ [key]: value }, others);
      assert.deepEqual(problems, [
        `${project}:${key}: expected an encrypted value (\`pulumi config set --secret ${key}\`), because the stack file and the state hold it in clear; got text of ${value.length} characters`,
      ]);
    });
  }

  it("reports an unencrypted secret beside every other problem", () => {
    const keys = problemsOf({ ...inClear, batchSize: "0" }, ["accessToken", "webhookSecret"]).map(
      (problem) => problem.split(":")[1],
    );
    assert.deepEqual(keys.sort(), ["batchSize", "clientSecret", "previousWebhookSecret"]);
  });

  it("accepts unset optional secrets, whose empty default is not encrypted", () => {
    const required = ["accessToken", "webhookSecret"];
    assert.doesNotThrow(() => settingsWith({}, required));
  });

  it("names the stack, every problem and the command to fix them", () => {
    const message = errorOf({ batchSize: "0", alertEmail: undefined, acknowledge: "ON" });
    assert.match(message, /^Invalid settings of stack test:\n/);
    assert.match(message, /pulumi config set <key> <value>/);
    assert.equal(
      problemsOf({ batchSize: "0", alertEmail: undefined, acknowledge: "ON" }).length,
      3,
    );
  });

  it("rejects an unknown key, such as a misspelt one, without printing its value", () => {
    assert.deepEqual(problemsOf({ acessToken: "secret-by-mistake" }), [
      `${project}:acessToken: expected no setting of this name; got text of 17 characters`,
    ]);
  });

  it("never prints a secret, valid or not", () => {
    const wrong = "wr0ng value";
    const message = errorOf({
      accessToken: wrong,
      webhookSecret: wrong,
      previousWebhookSecret: wrong,
      clientSecret: wrong,
    });
    assert.ok(!message.includes("wr0ng"), message);
  });

  it("rejects a target status that counts as new, or an order would be acknowledged repeatedly", () => {
    const why = "or an acknowledged order would look new again";
    assert.deepEqual(problemsOf({ physicalStatusId: "11", digitalStatusId: "10" }), [
      `${project}:physicalStatusId: expected a status outside newOrderStatusIds [7, 10, 11], ${why}; got 11`,
      `${project}:digitalStatusId: expected a status outside newOrderStatusIds [7, 10, 11], ${why}; got 10`,
    ]);
  });

  it("rejects required signatures without the secret that verifies them", () => {
    assert.deepEqual(problemsOf({ requireSignature: "true" }), [
      `${project}:clientSecret: expected a secret, because requireSignature is true; got an empty string`,
    ]);
    const { requireSignature } = settingsWith({
      requireSignature: "true",
      clientSecret: "x",
    }).webhook;
    assert.equal(requireSignature, true);
  });

  it("converts a start date to an instant in UTC", () => {
    const startOf = (startFrom: string) => settingsWith({ startFrom }).bigCommerce.startFrom;
    assert.equal(startOf(""), "");
    assert.equal(startOf("2026-01-31"), "2026-01-31T00:00:00.000Z");
    assert.equal(startOf("2024-02-29T10:00:00Z"), "2024-02-29T10:00:00.000Z");
    assert.equal(startOf("2026-01-31T00:30+02:00"), "2026-01-30T22:30:00.000Z");
  });

  it("accepts a start date that stands unquoted in a stack file, as Pulumi passes it", () => {
    const startOf = (startFrom: string) => settingsWith({ startFrom }).bigCommerce.startFrom;
    assert.equal(startOf("2026-01-31 00:00:00 +0000 UTC"), "2026-01-31T00:00:00.000Z");
    assert.equal(startOf("2026-01-31 00:30:00.5 +0200 +0200"), "2026-01-30T22:30:00.500Z");
  });

  it("returns parsed numbers, flags and lists, all frozen", () => {
    const given = settingsWith({ requireSignature: "false" });
    assert.deepEqual(given.processing, { concurrency: 3, batchSize: 10, maxReceiveCount: 20 });
    assert.deepEqual(given.bigCommerce.newOrderStatusIds, [7, 10, 11]);
    assert.deepEqual(given.tables, { isProtected: false });
    for (const part of [given, ...Object.values(given), given.webhook.secrets]) {
      assert.ok(Object.isFrozen(part));
    }
    assert.ok(Object.isFrozen(given.bigCommerce.newOrderStatusIds));
  });

  it("returns secrets as secret outputs", async () => {
    const { bigCommerce, webhook } = settingsWith({ previousWebhookSecret: "fedcba9876543210" });
    assert.deepEqual(await valueOf(bigCommerce.token), ["token-0123456789", true]);
    assert.deepEqual(await valueOf(webhook.secrets.secret), ["0123456789abcdef", true]);
    assert.deepEqual(await valueOf(webhook.secrets.previousSecret), ["fedcba9876543210", true]);
    assert.deepEqual(await valueOf(webhook.secrets.clientSecret), ["", true]);
  });
});
