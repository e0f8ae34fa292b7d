import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { alertTopic, type AlertTopicSettings } from "../../adapters/alertTopic";
import { alertText } from "../../domain/alert";
import { Failure } from "../../domain/failure";
import { parseMessage } from "../../domain/orderMessage";
import { pasted } from "../support/alertCommand";
import { alertLinks, anAlert } from "../support/anAlert";
import { aResource, type AwsEmulator, startAwsEmulator } from "../support/awsEmulator";
import { jobsTable } from "../support/someTables";

const alert = (cause: string) => anAlert({ cause });

/** A server that never responds. */
interface SilentServer {
  readonly url: string;
  /** Resolves when the first request arrives. */
  readonly requested: Promise<unknown>;
  readonly stop: () => Promise<void>;
}

const silentServer = async (): Promise<SilentServer> => {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requested: once(server, "request"),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};

describe("alertTopic", () => {
  let aws: AwsEmulator;
  let now: Date;
  before(async () => {
    const topic = aResource("aws:sns/topic:Topic", "application-errors");
    const subscription = aResource("aws:sns/topicSubscription:TopicSubscription", "mail", {
      topic: topic.id,
      protocol: "email",
      endpoint: "ops@example.com",
    });
    const queue = aResource("aws:sqs/queue:Queue", "orders");
    aws = await startAwsEmulator([jobsTable(), topic, subscription, queue]);
  });
  after(() => aws.stop());
  beforeEach(() => {
    now = new Date("2026-11-21T10:59:59.000Z");
  });
  const settings = (): AlertTopicSettings => ({
    topicArn: aws.named("application-errors").id,
    jobsTable: aws.cloud.tableName("jobs"),
    retentionDays: 90,
    links: alertLinks,
    now: () => now,
    log: () => undefined,
  });
  const topic = (over: Partial<AlertTopicSettings> = {}) => alertTopic({ ...settings(), ...over });
  const mailsAbout = (text: string) =>
    aws.cloud.mailbox.list().filter(({ subject }) => subject.includes(text));

  it("mails an alert, with its links, to subscribers", async () => {
    await topic().publish({ ...alert("a"), subject: "mail me" });
    const [mail] = mailsAbout("mail me");
    const body = alertText(alert("a"), alertLinks);
    assert.deepEqual([mail?.to, mail?.body], ["ops@example.com", body]);
  });

  it("mails a command that queues the order again", async () => {
    const ordersQueueUrl = aws.cloud.queueUrl("orders");
    const links = { ...alertLinks, ordersQueueUrl };
    await topic({ links }).publish({ ...alert("command"), subject: "paste me" });
    const { queueUrl: QueueUrl, body: MessageBody } = pasted(mailsAbout("paste me")[0]?.body ?? "");
    const client = new SQSClient({ useQueueUrlAsEndpoint: false });
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl: ordersQueueUrl }));
    const message = parseMessage(Messages?.[0]?.Body ?? "");
    assert.ok(!(message instanceof Failure));
    assert.deepEqual([message.orderId, message.reason], [7, "redrive"]);
  });

  it("mails one alert per cause and hour, whichever container publishes it", async () => {
    const hourly = { ...alert("once"), subject: "once an hour" };
    for (let n = 0; n < 3; n += 1) await topic().publish(hourly);
    assert.equal(mailsAbout("once an hour").length, 1);
    now = new Date("2026-11-21T11:00:00.000Z");
    await topic().publish(hourly);
    assert.equal(mailsAbout("once an hour").length, 2);
  });

  it("suppresses an alert that a former release sent in this hour under the code's former name", async () => {
    const unhealthy = {
      ...anAlert({ cause: "poll-orders/webhook.unhealthy" }),
      subject: "renamed",
    };
    await topic().publish({ ...alert("poll-orders/hook.unwell"), subject: "sent before" });
    await topic().publish({ ...unhealthy, formerCause: "poll-orders/hook.unwell" });
    assert.equal(mailsAbout("renamed").length, 0);
    now = new Date("2026-11-21T11:00:00.000Z");
    await topic().publish({ ...unhealthy, formerCause: "poll-orders/hook.unwell" });
    assert.equal(mailsAbout("renamed").length, 1);
  });

  it("mails another cause within the same hour", async () => {
    await topic().publish({ ...alert("one"), subject: "cause one" });
    await topic().publish({ ...alert("two"), subject: "cause two" });
    assert.equal(mailsAbout("cause ").length, 2);
  });

  it("mails one alert when many containers publish it concurrently", async () => {
    const atOnce = { ...alert("at once"), subject: "many at once" };
    await Promise.all([1, 2, 3, 4, 5].map(() => topic().publish(atOnce)));
    assert.equal(mailsAbout("many at once").length, 1);
  });

  describe("when the publisher of an alert dies", () => {
    let silent: SilentServer;
    beforeEach(async () => {
      silent = await silentServer();
    });
    afterEach(() => silent.stop());

    /** An invocation whose request to SNS gets no response. */
    const startPublishing = async (subject: string) => {
      process.env["AWS_ENDPOINT_URL_SNS"] = silent.url;
      const dying = topic().publish({ ...alert(subject), subject });
      dying.catch(() => undefined);
      await silent.requested;
      delete process.env["AWS_ENDPOINT_URL_SNS"];
    };

    it("mails the alert at the next delivery within the same hour", async () => {
      now = new Date("2026-11-21T10:10:00.000Z");
      await startPublishing("killed while publishing");
      now = new Date("2026-11-21T10:22:00.000Z");
      await topic().publish({
        ...alert("killed while publishing"),
        subject: "killed while publishing",
      });
      assert.equal(mailsAbout("killed while publishing").length, 1);
    });

    it("makes a concurrent publisher wait, and then mail the alert", async () => {
      await startPublishing("taken over");
      let reads = 0;
      const ticking = () => {
        reads += 1;
        return (now = new Date(now.getTime() + 800));
      };
      const other = topic({ now: ticking });
      await other.publish({ ...alert("taken over"), subject: "taken over" });
      assert.ok(reads > 3, `${reads} reads of the clock`);
      assert.equal(mailsAbout("taken over").length, 1);
    });
  });

  it("suppresses no alert after a failure to publish", async () => {
    const failed = { ...alert("failed first"), subject: "published at last" };
    const topicArn = `${aws.named("application-errors").id}-missing`;
    await assert.rejects(topic({ topicArn }).publish(failed), /Publishing the alert/);
    for (let n = 0; n < 2; n += 1) await topic().publish(failed);
    assert.equal(mailsAbout("published at last").length, 1);
  });

  it("throws the failure of SNS even where the Jobs table cannot be written", async () => {
    const topicArn = `${aws.named("application-errors").id}-missing`;
    const raised = topic({ jobsTable: "no-such-table", topicArn }).publish(alert("neither"));
    await assert.rejects(raised, /Publishing the alert/);
  });

  it("mails the alert when deduplication fails", async () => {
    await topic({ jobsTable: "no-such-table" }).publish({ ...alert("x"), subject: "unchecked" });
    assert.equal(mailsAbout("unchecked").length, 1);
  });

  it("throws when the topic does not exist", async () => {
    const topicArn = "arn:aws:sns:us-east-1:000000000000:no-such-topic";
    await assert.rejects(topic({ topicArn }).publish(alert("lost")), { code: "aws.failed" });
  });
});
