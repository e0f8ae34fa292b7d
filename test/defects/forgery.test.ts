import assert from "node:assert/strict";
import { alertTopic } from "../../adapters/alertTopic";
import { Failure } from "../../domain/failure";
import { receiveWebhook } from "../../handlers/receiveWebhook";
import { alertLinks } from "../support/anAlert";
import { aWebhookRequest, scopes } from "../support/aWebhookRequest";
import { aResource, type AwsEmulator, startAwsEmulator } from "../support/awsEmulator";
import { convertedCart } from "../support/convertedCart";
import { fakePorts, startedAt } from "../support/fakePorts";
import { ofType, onEveryStack, parsedJson, plantedSecrets, types } from "../support/recordedStack";
import { signatureHeaders } from "../support/signatureHeaders";
import { jobsTable } from "../support/someTables";

const clientSecret = "the-client-secret-of-the-app";
const body = JSON.stringify(convertedCart(7));
const secret = { "X-Webhook-Secret": "s3cret" };

const signed = (text: string, at = startedAt) => signatureHeaders(text, at, clientSecret);
const minutesAgo = (minutes: number) => new Date(startedAt.getTime() - minutes * 60_000);

const setUp = () => {
  const queued: number[] = [];
  const ports = {
    ...fakePorts(),
    secrets: async () => ({ secret: "s3cret", previousSecret: "", clientSecret }),
  };
  ports.queue.send = async (messages) => void queued.push(...messages.map((one) => one.orderId));
  const receive = async (text: string, headers: Record<string, string>) => {
    const rules = { storeHash: "abc123", scopes, requireSignature: true };
    const response = await receiveWebhook(ports, rules)(aWebhookRequest(text, headers));
    return response.statusCode;
  };
  return { ports, queued, receive };
};

/** Encodings of a text that would hide it in another. */
const encodings = (text: string) => [
  text,
  encodeURIComponent(text),
  ...(["base64", "base64url", "hex"] as const).map((kind) => Buffer.from(text).toString(kind)),
];

describe("defects of forged webhooks and of secrets", () => {
  it("50: a signature by the reference library is accepted", async () => {
    const { queued, receive } = setUp();
    assert.equal(await receive(body, { ...secret, ...signed(body) }), 200);
    assert.deepEqual(queued, [7]);
  });

  it("50: a captured request that is replayed within 72 hours gets a 200 and is queued once", async () => {
    const { ports, queued, receive } = setUp();
    const later = async (hours: number) => {
      const at = new Date(startedAt.getTime() + hours * 3_600_000);
      ports.now = () => at;
      return receive(body, { ...secret, ...signed(body, at) });
    };
    assert.equal(await later(0), 200);
    assert.equal(await later(71.9), 200);
    assert.deepEqual(queued, [7]);
    assert.equal(await later(72), 200);
    assert.deepEqual(queued, [7, 7]);
    assert.equal(ports.events.rows().length, 1);
  });

  it("50: a signed event that could not be queued is queued when it is redelivered", async () => {
    const { ports, queued, receive } = setUp();
    const { queue } = ports;
    ports.queue = { send: async () => Promise.reject(new Failure("aws.failed", "SQS is down")) };
    assert.equal(await receive(body, { ...secret, ...signed(body) }), 500);
    ports.queue = queue;
    assert.equal(await receive(body, { ...secret, ...signed(body) }), 200);
    assert.deepEqual(queued, [7]);
  });

  it("50: a signed event is queued while the check for a duplicate fails", async () => {
    const { ports, queued, receive } = setUp();
    await receive(body, { ...secret, ...signed(body) });
    ports.events.find = async () => Promise.reject(new Failure("aws.failed", "DynamoDB is down"));
    assert.equal(await receive(body, { ...secret, ...signed(body) }), 200);
    assert.deepEqual(queued, [7, 7]);
  });

  const forged: [string, string, Record<string, string>][] = [
    ["without a signature", body, secret],
    ["with the signature alone", body, signed(body)],
    ["with a signature of another body", body, { ...secret, ...signed(`${body} `) }],
    ["replayed after six minutes", body, { ...secret, ...signed(body, minutesAgo(6)) }],
    ["dated ahead by six minutes", body, { ...secret, ...signed(body, minutesAgo(-6)) }],
    [
      "replayed under a new time",
      body,
      {
        ...secret,
        ...signed(body, minutesAgo(6)),
        "webhook-timestamp": signed(body)["webhook-timestamp"],
      },
    ],
  ];
  for (const [title, text, headers] of forged) {
    it(`50: a request ${title} is rejected where a signature is required`, async () => {
      const { queued, receive } = setUp();
      assert.equal(await receive(text, headers), 401);
      assert.deepEqual(queued, []);
    });
  }

  describe("with a subscribed mailbox", () => {
    let aws: AwsEmulator;
    before(async () => {
      const topic = aResource("aws:sns/topic:Topic", "application-errors");
      const mail = { topic: topic.id, protocol: "email", endpoint: "ops@example.com" };
      const subscription = aResource("aws:sns/topicSubscription:TopicSubscription", "mail", mail);
      aws = await startAwsEmulator([jobsTable(), topic, subscription]);
    });
    after(() => aws.stop());

    it("46: 100 webhooks that cannot be queued cause one mail", async () => {
      const { ports, receive } = setUp();
      ports.queue.send = async () => Promise.reject(new Failure("aws.failed", "SQS is down"));
      ports.alerts = alertTopic({
        topicArn: aws.named("application-errors").id,
        jobsTable: aws.cloud.tableName("jobs"),
        retentionDays: 90,
        links: alertLinks,
        now: () => startedAt,
        log: () => undefined,
      });
      for (let n = 0; n < 100; n += 1)
        assert.equal(await receive(body, { ...secret, ...signed(body) }), 500);
      assert.equal(aws.cloud.mailbox.list().length, 1);
    });
  });

  onEveryStack((recorded) => {
    it("47: no secret is in a function's environment or code, in any encoding", () => {
      for (const { name, inputs } of ofType(recorded(), types.function)) {
        const text = JSON.stringify([inputs["environment"], inputs["code"]]);
        for (const one of Object.values(plantedSecrets).flatMap(encodings)) {
          assert.ok(!text.includes(one), `${name} contains ${one}`);
        }
      }
    });

    it("47: every parameter is encrypted, and its value is secret in the state as well", () => {
      const parameters = ofType(recorded(), types.parameter);
      assert.equal(parameters.length, 2);
      for (const { inputs, secretInputs } of parameters) {
        assert.deepEqual([inputs["type"], secretInputs], ["SecureString", ["value"]]);
      }
    });

    it("49: no deployed role may create roles, policies or stacks, or read buckets", () => {
      const policies = ofType(recorded(), types.rolePolicy);
      const text = JSON.stringify(policies.map(({ inputs }) => parsedJson(inputs["policy"])));
      const services = [...text.matchAll(/"([a-z0-9]+):[A-Z]\w+"/g)].map(([, service]) => service);
      assert.deepEqual([...new Set(services)].sort(), ["dynamodb", "logs", "sns", "sqs", "ssm"]);
    });
  });
});
