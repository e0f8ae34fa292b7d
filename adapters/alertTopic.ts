import { setTimeout } from "node:timers/promises";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { type AlertLinks, alertText } from "../domain/alert";
import type { Alerts, Clock, Log } from "../ports";
import { type AlertMark, alertDedup } from "./alertDedup";
import { awsCall } from "./awsCall";

export interface AlertTopicSettings {
  readonly topicArn: string;
  /** Its rows hold repeats back. */
  readonly jobsTable: string;
  readonly retentionDays: number;
  readonly links: AlertLinks;
  readonly now: Clock;
  readonly log: Log;
}

/** How often whoever waits for another's telling looks whether it came about. */
const lookAgainMs = 250;

/** The application-errors topic, at most one message a cause and hour. */
export const alertTopic = (settings: AlertTopicSettings): Alerts => {
  const { topicArn, jobsTable, retentionDays, links, now, log } = settings;
  const rowOf = alertDedup({ tableName: jobsTable, retentionDays, now });
  const topic = new SNSClient({});

  /**
   * Whether it is ours to tell. Not where it was told; where somebody is about to, once that came to
   * nothing: until then nobody may call it told, and two who met it at once would both have sent it.
   */
  const isOurs = async (row: AlertMark): Promise<boolean> => {
    for (;;) {
      if (await row.isSent()) return false;
      if (await row.begin()) return true;
      await setTimeout(lookAgainMs);
    }
  };

  /** An alert too many is better than none. */
  const isWanted = async (cause: string, row: AlertMark): Promise<boolean> => {
    try {
      return await isOurs(row);
    } catch (error) {
      log("alert.dedup-failed", { cause, error: String(error) }, "error");
      return true;
    }
  };

  const note = async (cause: string, row: AlertMark, as: "sent" | "failed"): Promise<void> => {
    try {
      await row.end(as);
    } catch (error) {
      log("alert.mark-failed", { cause, error: String(error) }, "error");
    }
  };

  return {
    async publish(alert) {
      const { cause, subject } = alert;
      const text = alertText(alert, links);
      const row = rowOf(cause);
      if (!(await isWanted(cause, row))) {
        log("alert.suppressed", { cause });
        return;
      }
      try {
        await awsCall("Publishing the alert", () =>
          topic.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: text })),
        );
      } catch (failure) {
        await note(cause, row, "failed");
        throw failure;
      }
      await note(cause, row, "sent");
      log("alert.published", { cause });
    },
  };
};
