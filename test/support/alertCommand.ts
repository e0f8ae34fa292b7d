import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";

export interface SentMessage {
  readonly region?: string;
  readonly queueUrl: string;
  readonly body: string;
}

/** The command in an alert's text. */
export const commandIn = (text: string): string | undefined =>
  text.split("\n").find((line) => line.startsWith("aws "));

/** What a shell passes to the AWS CLI when that command is pasted into the shell. */
export const pasted = (text: string): SentMessage => {
  const script = `aws() { printf '%s\\0' "$@"; }\n${commandIn(text) ?? "exit 1"}\n`;
  const words = execFileSync("bash", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
  assert.deepEqual(words.slice(0, 2), ["sqs", "send-message"]);
  const option = { type: "string" } as const;
  const { values } = parseArgs({
    args: words.slice(2),
    options: { region: option, "queue-url": option, "message-body": option },
  });
  const { region, "queue-url": queueUrl = "", "message-body": body = "" } = values;
  return { ...(region && { region }), queueUrl, body };
};
