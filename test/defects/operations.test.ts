import assert from "node:assert/strict";
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { alertTopic } from "../../adapters/alertTopic";
import type { Transport } from "../../adapters/httpTransport";
import { Failure } from "../../domain/failure";
import type { PollOrdersPorts } from "../../handlers/pollOrders";
import { alertLinks } from "../support/anAlert";
import { aResource, type AwsEmulator, startAwsEmulator } from "../support/awsEmulator";
import { eventually } from "../support/eventually";
import { type RunningService, startService } from "../support/runningService";
import { smallService } from "../support/smallService";
import { jobsTable } from "../support/someTables";

const down = async () => Promise.reject(new Failure("aws.failed", "AWS is down"));
const idle = { checkpoint: async () => undefined, moveCheckpoint: async () => undefined };

describe("faults of alerting and operations", () => {
  describe("52: a failing poll sends one alert, its retries included,", () => {
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

    const breakages: [string, Partial<PollOrdersPorts>, boolean?][] = [
      ["when BigCommerce refuses the token", {}, true],
      ["when the queue takes nothing", { queue: { send: down } }],
      ["when the checkpoint cannot be read", { jobs: { ...idle, record: down, checkpoint: down } }],
      [
        "when the checkpoint cannot be moved",
        { jobs: { ...idle, record: async () => undefined, moveCheckpoint: down } },
      ],
      ["when the poll cannot be recorded", { jobs: { ...idle, record: down } }],
    ];
    for (const [title, ports, breakStore] of breakages) {
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

  it("48: an answer that cannot be used is told by its field, without what stood there", async () => {
    const garbled =
      (toStore: Transport): Transport =>
      async (request) => {
        const answer = await toStore(request);
        const text = answer.text.replace(/"status_id":\d+/g, '"status_id":"Ada Lovelace"');
        return { ...answer, text };
      };
    const service = smallService({ transport: garbled });
    service.enqueueWebhook(service.store.place().id);
    await service.drain();
    const told = JSON.stringify([service.alerts, service.logged]);
    assert.match(told, /expected integer at status_id/);
    assert.ok(!told.includes("Lovelace"));
  });

  describe("in the code as it is uploaded", () => {
    let service: RunningService;
    let client: SQSClient;
    before(async function () {
      this.timeout(120_000);
      service = await startService({ store: { orders: 10, seed: 3 }, timeFactor: 50 });
      const { endpoint, region } = service.cloud;
      const credentials = { accessKeyId: "test", secretAccessKey: "test" };
      client = new SQSClient({ endpoint, region, credentials, useQueueUrlAsEndpoint: false });
    });
    after(async () => {
      client.destroy();
      await service.stop();
    });

    it("57: a poll that fails is a failed invocation, which is tried again; one that succeeds is not", async () => {
      const token = service.store.token();
      service.store.rotateToken("another");
      const failed = await service.cloud.invoke("poll-orders", {});
      service.store.rotateToken(token);
      const succeeded = await service.cloud.invoke("poll-orders", {});
      assert.match(failed.error?.errorMessage ?? "", /401/);
      assert.deepEqual([succeeded.error, succeeded.result], [undefined, { queued: 8 }]);
    });

    it("27: what is done with is gone from the queue, all of it", async () => {
      await eventually("the queue is empty", async () => {
        const { orders } = await service.cloud.queueDepths();
        return orders && orders.visible + orders.inFlight + orders.delayed === 0;
      });
      const states = (await service.rows("orders")).map(({ state }) => state as string);
      assert.deepEqual(states, Array(8).fill("acknowledged"));
    });

    const letter = () =>
      client.send(
        new SendMessageCommand({
          QueueUrl: service.cloud.queueUrl("orders-dead-letters"),
          MessageBody: "{}",
        }),
      );
    const takeAway = async () => {
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

    it("53: a dead letter is told of, so is that it is gone, and so is the next one", async () => {
      await letter();
      await mailsSaying("ALARM", 1);
      await takeAway();
      await mailsSaying("OK", 1);
      await letter();
      await mailsSaying("ALARM", 2);
    });
  });
});
