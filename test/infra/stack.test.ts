import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { version } from "../../infra/version";
import type { DeclaredResource } from "../../local/declareStack";
import { onEveryStack, only, parsedJson, plantedSecrets, types } from "../support/recordedStack";
import { projectName } from "../support/stackFiles";

const awsPackage = path.dirname(require.resolve("@pulumi/aws/package.json"));

/** Whether the provider accepts tags for a type, such as aws:sqs/queue:Queue. */
const isTaggable = ({ type }: DeclaredResource): boolean => {
  const file = path.join(awsPackage, `${type.split(":")[1]}.d.ts`);
  return existsSync(file) && /^ {4}tags\?: pulumi\.Input</m.test(readFileSync(file, "utf8"));
};

/** Inputs that may hold a secret, which Pulumi encrypts. */
const secretInput = new Map<string, string>([
  [types.parameter, "value"],
  [types.webhook, "secret"],
]);

const withoutSecretInput = ({ type, inputs }: DeclaredResource): object => ({
  ...inputs,
  [secretInput.get(type) ?? ""]: undefined,
});

describe("stack", () => {
  onEveryStack((recorded) => {
    it("tags all taggable resources with project and stack", () => {
      const taggable = recorded().resources.filter((each) => each.custom && isTaggable(each));
      assert.ok(taggable.length > 15);
      for (const { urn, inputs } of taggable) {
        const tags = { project: projectName, stack: recorded().stack };
        assert.deepEqual(inputs.tags, tags, urn);
      }
    });

    it("leaves physical names to Pulumi, so that two stacks can coexist", () => {
      for (const { urn, inputs } of recorded().resources) {
        assert.equal(inputs.name, undefined, urn);
        assert.equal(inputs.namePrefix, undefined, urn);
      }
    });

    it("declares each resource once", () => {
      const urns = recorded().resources.map(({ urn }) => urn);
      assert.equal(new Set(urns).size, urns.length);
    });

    it("keeps secrets out of everything but parameters and webhooks", () => {
      for (const resource of recorded().resources) {
        const text = JSON.stringify(withoutSecretInput(resource));
        for (const secret of Object.values(plantedSecrets)) {
          assert.ok(!text.includes(secret), `${resource.urn} contains a secret`);
        }
      }
      const outputs = JSON.stringify(recorded().outputs);
      for (const secret of Object.values(plantedSecrets)) assert.ok(!outputs.includes(secret));
    });

    it("stores the secrets in encrypted parameters whose values are secret in Pulumi's state", () => {
      const token = only(recorded(), types.parameter, "access-token");
      const webhook = only(recorded(), types.parameter, "webhook-secrets");
      for (const { inputs, secretInputs } of [token, webhook]) {
        assert.equal(inputs.type, "SecureString");
        assert.deepEqual(secretInputs, ["value"]);
      }
      assert.equal(token.inputs.value, plantedSecrets.accessToken);
      assert.deepEqual(parsedJson(webhook.inputs.value), {
        secret: plantedSecrets.webhookSecret,
        previousSecret: plantedSecrets.previousWebhookSecret,
        clientSecret: plantedSecrets.clientSecret,
      });
    });

    it("exports the URLs, names and ARNs of its resources", () => {
      const nameOf = (type: string, name: string) => only(recorded(), type, name).state.name;
      const arnOf = (type: string, name: string) => only(recorded(), type, name).state.arn;
      const urlOf = (name: string) => only(recorded(), types.queue, name).state.url;
      const { dashboardName } = only(recorded(), types.dashboard, "watch").inputs;
      const { invokeUrl } = only(recorded(), types.stage, "webhooks").state;
      assert.deepEqual(recorded().outputs, {
        webhookUrl: `${String(invokeUrl)}/cart-converted`,
        tableNames: {
          orders: nameOf(types.table, "orders"),
          orderChunks: nameOf(types.table, "order-chunks"),
          jobs: nameOf(types.table, "jobs"),
          webhooks: nameOf(types.table, "webhooks"),
        },
        ordersStreamArn: only(recorded(), types.table, "orders").state.streamArn,
        queueUrls: { orders: urlOf("orders"), deadLetters: urlOf("orders-dead-letters") },
        queueArns: {
          orders: arnOf(types.queue, "orders"),
          deadLetters: arnOf(types.queue, "orders-dead-letters"),
        },
        functionNames: {
          pollOrders: nameOf(types.function, "poll-orders"),
          receiveWebhook: nameOf(types.function, "receive-webhook"),
          processOrders: nameOf(types.function, "process-orders"),
        },
        logGroupNames: {
          pollOrders: nameOf(types.logGroup, "poll-orders"),
          receiveWebhook: nameOf(types.logGroup, "receive-webhook"),
          processOrders: nameOf(types.logGroup, "process-orders"),
        },
        dashboardUrl: `https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards/dashboard/${String(dashboardName)}`,
        topicArns: {
          applicationErrors: arnOf(types.topic, "application-errors"),
          deadLetters: arnOf(types.topic, "dead-letters"),
        },
        version,
      });
    });
  });
});
