import { GetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import type { AlertTopicName } from "../domain/alertTopicName";
import { Failure } from "../domain/failure";
import type { Subscriptions } from "../ports";
import { awsCall } from "./awsCall";
import { awsClientConfig } from "./awsClientConfig";

export interface TopicSubscriptionsSettings {
  readonly topicArns: Readonly<Record<AlertTopicName, string>>;
  /** Retries included: a poll does not end before the count. */
  readonly timeoutMs?: number;
}

/** The confirmed subscriptions of each topic, by SNS's own count. */
export const topicSubscriptions = ({
  topicArns,
  timeoutMs = 5_000,
}: TopicSubscriptionsSettings): Subscriptions => {
  const client = new SNSClient(awsClientConfig);
  return {
    async countConfirmed(topic) {
      const get = new GetTopicAttributesCommand({ TopicArn: topicArns[topic] });
      const { Attributes } = await awsCall(`Counting the subscriptions of ${topic}`, () =>
        client.send(get, { abortSignal: AbortSignal.timeout(timeoutMs) }),
      );
      return toCount(topic, Attributes?.["SubscriptionsConfirmed"]);
    },
  };
};

const toCount = (topic: AlertTopicName, value: string | undefined): number => {
  if (value !== undefined && /^\d+$/.test(value)) return Number(value);
  const what = `Expected SNS to count the confirmed subscriptions of ${topic}`;
  throw new Failure("aws.failed", `${what}, got SubscriptionsConfirmed ${JSON.stringify(value)}`);
};
