import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { type AlertLinks, alertText } from "../domain/alert";
import type { Alerts, Clock, Log } from "../ports";
import { awsCall, conditionalCall } from "./awsCall";
import { documentClient } from "./documentClient";
import { expiresAt } from "./expiresAt";

export interface AlertTopicSettings {
  readonly topicArn: string;
  /** Its conditional rows hold repeats back. */
  readonly jobsTable: string;
  readonly retentionDays: number;
  readonly links: AlertLinks;
  readonly now: Clock;
  readonly log: Log;
}

/** The application-errors topic, at most one message a cause and hour. */
export const alertTopic = (settings: AlertTopicSettings): Alerts => {
  const { topicArn, jobsTable, retentionDays, links, now, log } = settings;
  const table = documentClient();
  const topic = new SNSClient({});

  const rowOf = (cause: string) => {
    const at = now();
    const hour = at.toISOString().slice(0, "2026-01-01T00".length);
    return { kind: "alert", at: `${hour} ${cause}`, expiresAt: expiresAt(at, retentionDays) };
  };

  const isFirstThisHour = (cause: string): Promise<boolean> =>
    conditionalCall("Noting the alert", () =>
      table.send(
        new PutCommand({
          TableName: jobsTable,
          Item: rowOf(cause),
          ConditionExpression: "attribute_not_exists(kind) OR isUntold = :yes",
          ExpressionAttributeValues: { ":yes": true },
        }),
      ),
    );

  /** So that an alert that reached nobody does not hold the next one back. */
  const noteUntold = async (cause: string): Promise<void> => {
    const Item = { ...rowOf(cause), isUntold: true };
    try {
      await table.send(new PutCommand({ TableName: jobsTable, Item }));
    } catch (error) {
      log("alert.unnoted", { cause, error: String(error) }, "error");
    }
  };

  /** An alert too many is better than none. */
  const isWanted = async (cause: string): Promise<boolean> => {
    try {
      return await isFirstThisHour(cause);
    } catch (error) {
      log("alert.unchecked", { cause, error: String(error) }, "error");
      return true;
    }
  };

  return {
    async raise(alert) {
      const { cause, subject } = alert;
      const text = alertText(alert, links);
      if (!(await isWanted(cause))) {
        log("alert.held-back", { cause });
        return;
      }
      try {
        await awsCall("Publishing the alert", () =>
          topic.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: text })),
        );
      } catch (failure) {
        await noteUntold(cause);
        throw failure;
      }
      log("alert.raised", { cause });
    },
  };
};
