import assert from "node:assert/strict";
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { alertTopic } from "../../adapters/alertTopic";
import type { Transport } from "../../adapters/httpTransport";
import { Failure } from "../../domain/failure";
import type { PollOrdersPorts } from "../../handlers/pollOrders";
import { alertLinks } from "../support/anAlert";
import { aResource, type AwsEmulator, startAwsEmulator } from "../support/awsEmulator";
import { clientSettings } from "../support/clientSettings";
import { eventually } from "../support/eventually";
import { type RunningService, startService } from "../support/runningService";
import { sendMessage } from "../support/sendMessage";
import { smallService } from "../support/smallService";
import { jobsTable } from "../support/someTables";

const down = async () => Promise.reject(new Failure("aws.failed", "AWS is down"));
const idle = { checkpoint: async () => undefined, moveCheckpoint: async () => undefined };

describe("defects of alerting and operations", () => {
  describe("52: a failing poll and its retries send one alert,", () => {
    let aws: AwsEmulator;
    let hours = 0;
    before(async () => {
      const topic = aResource("aws:sns/topic:Topic", "application-errors");
      const mail = { topic: topic.id, protocol: "email", endpoint: "ops@example.com" };
      const subscription = aResource("aws:sns/topicSubscription:TopicSubscription", "mail", mail);
      aws = await startAwsEmulator([jobsTable(), topic, subscription]);
    });
    after(() => aws.stop());

    const mailsOf = async (
      ports: Partial<Omit<PollOrdersPorts, "records">>,
      breakStore = false,
    ) => {
      const hour = new Date(Date.UTC(2026, 10, 21, (hours += 1)));
      const alerts = alertTopic({
        topicArn: aws.named("application-errors").id,
        jobsTable: aws.cloud.tableName("jobs"),
        retentionDays: 90,
        links: alertLinks,
        now: () => hour,
        log: () => undefined,
      });
      const service = smallService({ ports: { ...ports, alerts }, inRealTime: true });
      service.store.place();
      if (breakStore) service.store.rotateToken("another");
      const before = aws.cloud.mailbox.list().length;
      for (let retry = 0; retry < 3; retry += 1) await assert.rejects(service.poll());
      return aws.cloud.mailbox.list().slice(before);
    };

    const faults: [string, Partial<PollOrdersPorts>, boolean?][] = [
      ["when BigCommerce rejects the token", {}, true],
      ["when the queue accepts nothing", { queue: { send: down } }],
      ["when the checkpoint cannot be read", { jobs: { ...idle, record: down, checkpoint: down } }],
      [
        "when the checkpoint cannot be moved",
        { jobs: { ...idle, record: async () => undefined, moveCheckpoint: down } },
      ],
      ["when the poll cannot be recorded", { jobs: { ...idle, record: down } }],
    ];
    for (const [title, ports, breakStore] of faults) {
      it(title, async () => {
        const mails = await mailsOf(ports, breakStore);
        assert.deepEqual(
          mails.map(({ subject }) => subject),
          ["A poll for new orders failed"],
        );
        assert.match(mails[0]?.body ?? "", /What to do: /);
      });
    }
  });

  it("48: an invalid response is reported by its field, without the value", async () => {
    const corrupting =
      (toStore: Transport): Transport =>
      async (request) => {
        const response = await toStore(request);
        const text = response.text.replace(/"status_id":\d+/g, '"status_id":"Ada Lovelace"');
        return { ...response, text };
      };
    const service = smallService({ transport: corrupting });
    service.enqueueWebhook(service.store.place().id);
    await service.drain();
    const reported = JSON.stringify([service.alerts, service.logged]);
    assert.match(reported, /expected integer at status_id/);
    assert.ok(!reported.includes("Lovelace"));
  });

  describe("in the uploaded code", () => {
    let service: RunningService;
    let client: SQSClient;
    before(async function () {
      this.timeout(120_000);
      service = await startService({ store: { orders: 10, seed: 3 }, timeFactor: 50 });
      const settings = clientSettings(service.cloud);
      client = new SQSClient({ ...settings, useQueueUrlAsEndpoint: false });
    });
    after(async () => {
      client.destroy();
      await service.stop();
    });

    it("57: a failed poll is a failed invocation, which Lambda retries; a successful poll is not", async () => {
      const token = service.store.token();
      service.store.rotateToken("another");
      const failed = await service.cloud.invoke("poll-orders", {});
      service.store.rotateToken(token);
      const succeeded = await service.cloud.invoke("poll-orders", {});
      assert.match(failed.error?.errorMessage ?? "", /401/);
      assert.deepEqual([succeeded.error, succeeded.result], [undefined, { queued: 8 }]);
    });

    it("27: every settled message is deleted from the queue", async () => {
      await eventually("the queue is empty", async () => {
        const { orders } = await service.cloud.queueDepths();
        return orders && orders.visible + orders.inFlight + orders.delayed === 0;
      });
      const states = (await service.rows("orders")).map(({ state }) => state as string);
      assert.deepEqual(states, Array(8).fill("acknowledged"));
    });

    const sendDeadLetter = () => sendMessage(service, "orders-dead-letters", "{}");
    const deleteDeadLetters = async () => {
      const QueueUrl = service.cloud.queueUrl("orders-dead-letters");
      const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
      for (const { ReceiptHandle } of Messages)
        await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    };
    const mailsSaying = (word: string, count: number) =>
      eventually(`${count} mails say ${word}`, () => {
        const mails = service.cloud.mailbox.list().filter(({ subject }) => subject.includes(word));
        return mails.length === count;
      });

    it("53: the alarm notifies about a dead letter, about its deletion and about the next one", async () => {
      await sendDeadLetter();
      await mailsSaying("ALARM", 1);
      await deleteDeadLetters();
      await mailsSaying("OK", 1);
      await sendDeadLetter();
      await mailsSaying("ALARM", 2);
    });
  });
});
