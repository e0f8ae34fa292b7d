import assert from "node:assert/strict";
import { ofType, types } from "../support/recordedStack";
import { type RunningService, type ServiceOptions, startService } from "../support/runningService";

/** As after a click on an unsubscribe link: Pulumi's state and ours hold the subscription, SNS does not. */
const unsubscribed =
  (topic: string): ServiceOptions["adapt"] =>
  (declared) => ({
    ...declared,
    resources: declared.resources.filter(({ name }) => name !== `${topic}-email`),
  });

const topics = ["application-errors", "dead-letters"];

describe("journey: a topic has no confirmed subscription", () => {
  let service: RunningService;
  afterEach(() => service.stop());

  for (const [topic, other] of [topics, [...topics].reverse()] as [string, string][]) {
    it(`is logged and sends an alarm to the other topic, for ${topic}`, async () => {
      service = await startService({
        store: { orders: 0 },
        timeFactor: 300,
        adapt: unsubscribed(topic),
      });
      assert.equal(ofType(service.declared, types.subscription).length, 1);
      await service.poll();
      const { subject, body, topicArn } = await service.cloud.mailbox.wait(({ subject: about }) =>
        about.startsWith(`ALARM: "${topic}-unsubscribed-`),
      );
      assert.ok(topicArn.includes(`:${other}-`), subject);
      assert.match(body, new RegExp(`The topic ${topic} has no confirmed subscription`));
      assert.match(body, /Runbook: docs\/runbooks\/subscription-missing\.md/);
      assert.equal(service.cloud.alarmStates()[`${other}-unsubscribed`], "OK");
      const counts = service.logs
        .filter((line) => line.includes('"subscriptions.counted"'))
        .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
        .map(({ level, topic: counted, confirmed }) => [counted, confirmed, level]);
      assert.deepEqual(
        new Set(counts.map(String)),
        new Set([`${topic},0,WARN`, `${other},1,INFO`]),
      );
    }).timeout(60_000);
  }
});
