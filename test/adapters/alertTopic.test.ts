import assert from "node:assert/strict";
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { alertTopic } from "../../adapters/alertTopic";
import { alertText } from "../../domain/alert";
import { Failure } from "../../domain/failure";
import { parseMessage } from "../../domain/message";
import { pasted } from "../support/alertCommand";
import { alertLinks, anAlert } from "../support/anAlert";
import { aResource, type AwsEmulator, startAwsEmulator } from "../support/awsEmulator";
import { jobsTable } from "../support/someTables";

const alert = (cause: string) => anAlert({ cause });

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
  const topic = (
    jobsTableName = aws.cloud.tableName("jobs"),
    links = alertLinks,
    topicArn = aws.named("application-errors").id,
  ) =>
    alertTopic({
      topicArn,
      jobsTable: jobsTableName,
      retentionDays: 90,
      links,
      now: () => now,
      log: () => undefined,
    });
  const mailsAbout = (text: string) =>
    aws.cloud.mailbox.list().filter(({ subject }) => subject.includes(text));

  it("mails an alert, with what it points to, to whoever subscribed", async () => {
    await topic().raise({ ...alert("a"), subject: "mail me" });
    const [mail] = mailsAbout("mail me");
    const body = alertText(alert("a"), alertLinks);
    assert.deepEqual([mail?.to, mail?.body], ["ops@example.com", body]);
  });

  it("mails a command with which the order comes out of the queue once more", async () => {
    const ordersQueueUrl = aws.cloud.queueUrl("orders");
    const links = { ...alertLinks, ordersQueueUrl };
    await topic(undefined, links).raise({ ...alert("command"), subject: "paste me" });
    const { queueUrl: QueueUrl, body: MessageBody } = pasted(mailsAbout("paste me")[0]?.body ?? "");
    const client = new SQSClient({ useQueueUrlAsEndpoint: false });
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl: ordersQueueUrl }));
    const message = parseMessage(Messages?.[0]?.Body ?? "");
    assert.ok(!(message instanceof Failure));
    assert.deepEqual([message.orderId, message.reason], [7, "redrive"]);
  });

  it("mails one alert a cause and hour, whoever raises it", async () => {
    const once = { ...alert("once"), subject: "once an hour" };
    for (let n = 0; n < 3; n += 1) await topic().raise(once);
    assert.equal(mailsAbout("once an hour").length, 1);
    now = new Date("2026-11-21T11:00:00.000Z");
    await topic().raise(once);
    assert.equal(mailsAbout("once an hour").length, 2);
  });

  it("mails another cause within the same hour", async () => {
    await topic().raise({ ...alert("one"), subject: "cause one" });
    await topic().raise({ ...alert("two"), subject: "cause two" });
    assert.equal(mailsAbout("cause ").length, 2);
  });

  it("holds nothing back for an alert that it failed to mail", async () => {
    const untold = { ...alert("untold"), subject: "told at last" };
    const noTopic = `${aws.named("application-errors").id}-of-nobody`;
    await assert.rejects(
      topic(undefined, undefined, noTopic).raise(untold),
      /Publishing the alert/,
    );
    for (let n = 0; n < 2; n += 1) await topic().raise(untold);
    assert.equal(mailsAbout("told at last").length, 1);
  });

  it("throws why it could not mail, also where that cannot be noted", async () => {
    const noTopic = `${aws.named("application-errors").id}-of-nobody`;
    const raised = topic("no-such-table", undefined, noTopic).raise(alert("neither"));
    await assert.rejects(raised, /Publishing the alert/);
  });

  it("mails anyway when it cannot tell whether it did before", async () => {
    await topic("no-such-table").raise({ ...alert("x"), subject: "unchecked" });
    assert.equal(mailsAbout("unchecked").length, 1);
  });

  it("throws when nobody can be told", async () => {
    const lost = alertTopic({
      topicArn: "arn:aws:sns:us-east-1:000000000000:no-such-topic",
      jobsTable: aws.cloud.tableName("jobs"),
      retentionDays: 90,
      links: alertLinks,
      now: () => now,
      log: () => undefined,
    });
    await assert.rejects(lost.raise(alert("lost")), { code: "aws.failed" });
  });
});
