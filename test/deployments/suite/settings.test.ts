import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { format } from "prettier";
import { type Deployment, startDeployment } from "../../support/deployment";
import { describeEngine } from "../../support/engine";
import { declaredSettings } from "../../support/stackFiles";

/** Another valid value of each setting, with others that it needs. */
const changes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  accessToken: { accessToken: "rotated-access-token" },
  acknowledge: { acknowledge: "off" },
  alertEmail: { alertEmail: "other@example.com" },
  apiUrl: { apiUrl: "https://api.example.com" },
  batchSize: { batchSize: "20" },
  clientId: { clientId: "client" },
  clientSecret: { clientSecret: "client-secret" },
  digitalStatusId: { digitalStatusId: "9" },
  followChanges: { followChanges: "false" },
  jobRetentionDays: { jobRetentionDays: "30" },
  logRetentionDays: { logRetentionDays: "90" },
  maxReceiveCount: { maxReceiveCount: "10" },
  newOrderStatusIds: { newOrderStatusIds: "[11]" },
  physicalStatusId: { physicalStatusId: "3" },
  pollIntervalMinutes: { pollIntervalMinutes: "60" },
  previousWebhookSecret: { previousWebhookSecret: "previous-webhook-secret" },
  processConcurrency: { processConcurrency: "5" },
  protectData: { protectData: "true" },
  quotaReservePercent: { quotaReservePercent: "20" },
  requireSignature: { requireSignature: "true", clientSecret: "client-secret" },
  runbooksUrl: { runbooksUrl: "https://example.com/runbooks" },
  startFrom: { startFrom: "2026-01-01T00:00:00.000Z" },
  storeHash: { storeHash: "def456" },
  webhookRetentionDays: { webhookRetentionDays: "30" },
  webhookSecret: { webhookSecret: "rotated-webhook-secret" },
};
const secrets = ["accessToken", "clientSecret", "previousWebhookSecret", "webhookSecret"];
const document = path.join(__dirname, "..", "..", "..", "docs", "settings-changes.md");

interface Step {
  readonly op: string;
  readonly urn: string;
}

/** `urn:…$aws:sqs/queue:Queue::orders` becomes `Queue orders`. */
const resourceOf = (urn: string): string => {
  const [, , types = "", name = ""] = urn.split("::");
  return `${types.split(":").at(-1) ?? ""} ${name}`;
};

const cell = (steps: readonly Step[], ...operations: readonly string[]): string => {
  const found = steps.filter(({ op }) => operations.includes(op)).map(({ urn }) => resourceOf(urn));
  const counts = new Map<string, string[]>();
  for (const one of new Set(found)) {
    const [type = "", name = ""] = one.split(" ");
    counts.set(type, [...(counts.get(type) ?? []), name]);
  }
  return [...counts]
    .map(
      ([type, names]) =>
        `${type} ${[...names]
          .sort()
          .map((name) => `\`${name}\``)
          .join(", ")}`,
    )
    .sort()
    .join("; ");
};

const page = (rows: readonly string[]): string => `# What a changed setting changes

\`npm run deployments\` measures this table on Pulumi's engine: each setting is changed alone on a deployed stack \`dev\`, and previewed. A replaced resource is a new one; an updated one stays. The functions that are updated get other variables or code: messages wait on the queue meanwhile, and webhooks are answered.

| setting | updates | replaces |
| --- | --- | --- |
${rows.join("\n")}
`;

describeEngine("a changed setting", (engineFolder) => {
  let deployment: Deployment;
  const rows: string[] = [];

  before(async () => {
    deployment = await startDeployment(engineFolder);
    await deployment.cli.succeed("up", "--yes", "--skip-preview");
  });
  after(() => deployment?.stop());

  const preview = async (values: Readonly<Record<string, string>>): Promise<readonly Step[]> => {
    const { cli, directory } = deployment;
    const file = "Pulumi.changed.yaml";
    cpSync(path.join(directory, "Pulumi.dev.yaml"), path.join(directory, file));
    const changed = ["--config-file", file];
    for (const [key, value] of Object.entries(values)) {
      const flags = secrets.includes(key) ? ["--secret"] : [];
      await cli.succeed("config", "set", ...changed, ...flags, key, value);
    }
    const output = await cli.succeed("preview", "--json", ...changed);
    const { steps } = JSON.parse(output.slice(output.indexOf("{"))) as { steps: readonly Step[] };
    return steps.filter(({ op }) => op !== "same");
  };

  it("is listed for every setting", () => {
    assert.deepEqual(Object.keys(changes).sort(), Object.keys(declaredSettings()).sort());
  });

  for (const [key, values] of Object.entries(changes)) {
    it(`${key} replaces no table, queue, topic or API, and webhooks only for another store`, async () => {
      const steps = await preview(values);
      assert.ok(steps.length > 0, "nothing changes");
      const replaced = cell(steps, "replace", "create-replacement", "delete-replaced");
      rows.push(`| \`${key}\` | ${cell(steps, "update")} | ${replaced} |`);
      assert.doesNotMatch(replaced, /\b(Table|Queue|Topic|RestApi) /);
      assert.equal(replaced.includes("BigCommerceWebhook"), key === "storeHash");
    });
  }

  it("is documented as measured", async () => {
    const text = await format(page(rows), { parser: "markdown", printWidth: 100 });
    if (process.env["UPDATE_DOCUMENTS"] === "1") writeFileSync(document, text);
    assert.equal(readFileSync(document, "utf8"), text);
  });
});
