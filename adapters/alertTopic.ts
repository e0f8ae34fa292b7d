import { setTimeout } from "node:timers/promises";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { type AlertLinks, alertText } from "../domain/alert";
import type { Alerts, Clock, Log } from "../ports";
import { alertDedup, type AlertMark } from "./alertDedup";
import { awsCall } from "./awsCall";
import { awsClientConfig } from "./awsClientConfig";

export interface AlertTopicSettings {
  readonly topicArn: string;
  /** Holds the marks by which alerts are deduplicated. */
  readonly jobsTable: string;
  readonly retentionDays: number;
  readonly links: AlertLinks;
  readonly now: Clock;
  readonly log: Log;
}

/** How often an invocation checks whether another one has sent the alert. */
const recheckMs = 250;

/** The application-errors topic, at most one message per cause and hour. */
export const alertTopic = (settings: AlertTopicSettings): Alerts => {
  const { topicArn, jobsTable, retentionDays, links, now, log } = settings;
  const markOf = alertDedup({ tableName: jobsTable, retentionDays, now });
  const topic = new SNSClient(awsClientConfig);

  /** Waits out another invocation's lease, for only an alert that was sent may be suppressed. */
  const acquire = async (mark: AlertMark): Promise<boolean> => {
    for (;;) {
      if (await mark.isSent()) return false;
      if (await mark.acquire()) return true;
      await setTimeout(recheckMs);
    }
  };

  /** Without a mark the alert is sent: one too many is better than none. */
  const shouldSend = async (cause: string, mark: AlertMark): Promise<boolean> => {
    try {
      return await acquire(mark);
    } catch (error) {
      log("alert.dedup-failed", { cause, error: String(error) }, "error");
      return true;
    }
  };

  const release = async (cause: string, mark: AlertMark, as: "sent" | "failed"): Promise<void> => {
    try {
      await mark.release(as);
    } catch (error) {
      log("alert.mark-failed", { cause, error: String(error) }, "error");
    }
  };

  return {
    async publish(alert) {
      const { cause, subject } = alert;
      const text = alertText(alert, links);
      const mark = markOf(alert);
      if (!(await shouldSend(cause, mark))) {
        log("alert.suppressed", { cause });
        return;
      }
      try {
        await awsCall("Publishing the alert", () =>
          topic.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: text })),
        );
      } catch (failure) {
        await release(cause, mark, "failed");
        throw failure;
      }
      await release(cause, mark, "sent");
      log("alert.published", { cause });
    },
  };
};
