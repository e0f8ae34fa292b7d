import assert from "node:assert/strict";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import { textOf } from "../../docs/documents";
import { awsCliMajor } from "../../support/awsCli";
import { scopes } from "../../support/aWebhookRequest";
import { copyWholeProject } from "../../support/copiedProject";
import { type Deployment, startDeployment } from "../../support/deployment";
import { commandsIn, commandsOfItem } from "../../support/documentCommands";
import { describeEngine } from "../../support/engine";
import { eventually } from "../../support/eventually";
import { plantedSecrets } from "../../support/recordedStack";
import { runShell } from "../../support/shell";

const everything = process.env["ALL_DEPLOYMENTS"] === "1";
const guide = "docs/deploy.md";
const rotation = "Rotate a secret";

/** The script behind `npm run deploy` without the checks, which take minutes. */
const withoutChecks = (line: string): string => {
  if (line !== "npm run deploy") return line;
  const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Record<string, string> };
  const [checks, update = "", ...others] = scripts["deploy"]?.split(" && ") ?? [];
  assert.deepEqual([checks, others], ["npm run check", []]);
  return update;
};

/** Why a command of the AWS CLI is not run here, or undefined. */
const missingAws = (needed: number): string | undefined => {
  const major = awsCliMajor();
  if (major === undefined) return "no AWS CLI is on the PATH";
  return major < needed ? `needs version ${needed} of the AWS CLI, not ${major}` : undefined;
};

const itWithAws = (needed: number, title: string, test: () => Promise<void>): void => {
  const reason = missingAws(needed);
  if (reason === undefined) it(title, test);
  else it.skip(`${title} (not tested: ${reason})`);
};

const deploysTitle = everything
  ? "passes the checks, and deploys what the README expects"
  : "deploys what the README expects (ALL_DEPLOYMENTS=1 runs the checks before)";

const subscriptionType = "aws:sns/topicSubscription:TopicSubscription";

const defineTests = (engineFolder: string): void => {
  const commands = commandsIn("README.md", "Deploy");
  const ran = new Set<string>();
  let deployed: Deployment;
  before(async () => {
    const env = { PULUMI_SKIP_CONFIRMATIONS: "true", npm_config_update_notifier: "false" };
    const behaviour = { signWebhooks: true };
    const options = { env, copy: copyWholeProject, setsUp: false, behaviour };
    deployed = await startDeployment(engineFolder, options);
  });
  after(() => deployed?.stop());

  const environment = (): Readonly<Record<string, string>> => ({
    ...deployed.cli.env,
    AWS_ENDPOINT_URL: deployed.cloud.endpoint,
    AWS_REGION: deployed.cloud.region,
    AWS_DEFAULT_REGION: deployed.cloud.region,
    AWS_ACCESS_KEY_ID: "LOCAL",
    AWS_SECRET_ACCESS_KEY: "LOCAL",
    AWS_PAGER: "",
  });

  interface Typed {
    readonly values?: Readonly<Record<string, string>>;
    readonly input?: string;
  }

  const run = async (command: string, { values = {}, input }: Typed = {}): Promise<string> => {
    // Once is enough for the checks.
    const isChecked = everything && !ran.has(command);
    const line = (isChecked ? command : withoutChecks(command)).replace(
      /<(\w+)>/g,
      (placeholder, name: string) => {
        const value = values[name];
        assert.ok(value !== undefined, `${placeholder} in ${command}`);
        return value;
      },
    );
    ran.add(command);
    const { directory } = deployed;
    const { exitCode, output } = await runShell({ line, directory, env: environment(), input });
    assert.equal(exitCode, 0, `${line}\n${output}`);
    return output;
  };

  /** The only command of the README that matches. */
  const command = (pattern: RegExp): string => {
    const found = commands.filter((line) => pattern.test(line));
    assert.equal(found.length, 1, `${String(pattern)} in ${found.join("\n")}`);
    return found[0] ?? "";
  };

  const acknowledged = async (): Promise<number> => {
    const { id } = deployed.store.place({ kind: "physical" });
    await eventually(
      `order ${id} is acknowledged`,
      () => deployed.store.order(id)?.status_id === 9,
    );
    return id;
  };

  const record = async (id: number): Promise<unknown> => {
    const { endpoint, region, tableName } = deployed.cloud;
    const credentials = { accessKeyId: "LOCAL", secretAccessKey: "LOCAL" };
    const client = new DynamoDBClient({ endpoint, region, credentials });
    const get = new GetCommand({ TableName: tableName("orders"), Key: { id } });
    const { Item } = await DynamoDBDocumentClient.from(client).send(get);
    client.destroy();
    return Item?.["state"];
  };

  const webhookHeaders = (): readonly string[] => [
    ...new Set(deployed.store.hooks().map(({ headers }) => JSON.stringify(headers))),
  ];

  it("creates the stack", async () => {
    assert.match(await run(command(/^pulumi stack init/)), /^Created stack 'dev'$/m);
  });

  it("takes the settings and prints nothing, the access token from its prompt", async () => {
    const { storeHash: hash = "", alertEmail: address = "" } = deployed.config;
    const values = { hash, address };
    const settings = commands.slice(1, commands.indexOf("npm run deploy"));
    assert.equal(settings.length, 5);
    for (const setting of settings) {
      const isPrompt = setting.endsWith("--secret accessToken");
      const input = isPrompt ? `${plantedSecrets.accessToken}\n` : undefined;
      assert.equal(await run(setting, { values, input }), "", setting);
    }
    // The one setting that the README does not have: the simulated store's address.
    await deployed.cli.succeed("config", "set", "apiUrl", deployed.config["apiUrl"] ?? "");
  });

  it(deploysTitle, async () => {
    const output = await run(command(/^npm run deploy$/));
    for (const [expected] of textOf("README.md").matchAll(/\+ \d+ (to create|created)/g))
      assert.ok(output.includes(expected), `${expected}\n${output}`);
    const registered = deployed.store.hooks().map(({ scope }) => String(scope));
    assert.deepEqual(registered.sort(), [...scopes].sort());
  });

  itWithAws(1, "confirms the subscriptions of both topics", async () => {
    const topics = deployed.resources().filter(({ type }) => type === subscriptionType);
    assert.equal(topics.length, 2);
    for (const { inputs } of topics) {
      const TopicArn = String(inputs["topic"]);
      // The emulated SNS sends no e-mail, and takes the ARN of the subscription as the token.
      const listed = await runShell({
        line: `aws sns list-subscriptions-by-topic --topic-arn ${TopicArn} --query 'Subscriptions[0].SubscriptionArn' --output text`,
        directory: deployed.directory,
        env: environment(),
      });
      const Token = listed.output.trim();
      const confirm = command(/^aws sns confirm-subscription/);
      const output = await run(confirm, { values: { TopicArn, Token } });
      assert.deepEqual(JSON.parse(output), { SubscriptionArn: Token });
    }
  });

  itWithAws(2, "polls by the command of the README", async () => {
    const poll = commandsIn("README.md", "Try it").find((line) => line.startsWith("aws lambda"));
    const output = await run(poll ?? "");
    assert.match(output, /^\{"queued":[1-9]\d*\}/);
    assert.match(output, /"StatusCode": 200/);
  });

  it("replicates an order once `acknowledge` is on and the stack is deployed again", async () => {
    await run(command(/ acknowledge on$/));
    await run(command(/^npm run deploy$/));
    const id = await acknowledged();
    await eventually(
      `the record of order ${id} says so`,
      async () => (await record(id)) === "acknowledged",
    );
  });

  it("continues with a rotated access token", async () => {
    // Its sentences name a command more than once.
    const named = new Set(commandsOfItem(guide, rotation, "Access token"));
    const [set = "", up = "", ...refreshes] = named;
    deployed.store.rotateToken("rotated-access-token");
    await run(set, { input: "rotated-access-token\n" });
    for (const refresh of refreshes) {
      assert.match(refresh, /--run-program$/);
      await run(refresh);
    }
    assert.match(await run(up), /unchanged/);
    await acknowledged();
  });

  it("continues with a rotated webhook secret, without the previous one in the end", async () => {
    const before = webhookHeaders();
    for (const line of commandsOfItem(guide, rotation, "Webhook secret")) await run(line);
    const [after = "", ...others] = webhookHeaders();
    assert.deepEqual(others, []);
    assert.match(after, /"X-Webhook-Secret":"[0-9a-f]{64}"/);
    assert.notDeepEqual([after], before);
    await acknowledged();
  });

  it("continues with another client secret, and requires its signatures in the end", async () => {
    await deployed.cli.succeed("config", "set", "--secret", "clientSecret", "old-client-secret");
    // The store signs each delivery with this secret.
    const prompt = { input: "simulated-client-secret\n" };
    for (const line of commandsOfItem(guide, rotation, "Client secret"))
      await run(line, line.endsWith("--secret clientSecret") ? prompt : {});
    assert.match(await deployed.cli.succeed("config"), /^requireSignature +true$/m);
    await acknowledged();
  });

  it("destroys everything with the README's command", async () => {
    await run(command(/^pulumi destroy/));
    assert.deepEqual([deployed.resources(), deployed.store.hooks()], [[], []]);
  });

  it("has no other command in the README's section", () => {
    const untested = missingAws(1) === undefined ? [] : [/^aws /];
    const left = commands.filter((line) => !ran.has(line));
    assert.deepEqual(
      left.filter((line) => !untested.some((pattern) => pattern.test(line))),
      [],
    );
  });
};

describeEngine("the README's deployment", defineTests, { minutesPerTest: everything ? 30 : 5 });
