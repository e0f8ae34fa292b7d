import http from "node:http";
import https from "node:https";

export interface WebhookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers the status; rejects when there was none. */
export type WebhookSender = (request: WebhookRequest, timeoutMs: number) => Promise<number>;

/** Posts over the network, following no redirect. Agents are the sender's own, so that closing a store closes its connections. */
export const httpSender = (): { readonly send: WebhookSender; readonly close: () => void } => {
  const plain = new http.Agent({ keepAlive: true });
  const secure = new https.Agent({ keepAlive: true });
  const send: WebhookSender = ({ url, headers, body }, timeoutMs) =>
    new Promise((resolve, reject) => {
      const isSecure = url.startsWith("https:");
      const options = {
        method: "POST",
        headers: { ...headers, "content-length": Buffer.byteLength(body) },
        timeout: timeoutMs,
      };
      const answered = (answer: http.IncomingMessage): void => {
        answer.resume();
        answer.on("error", reject);
        answer.on("end", () => resolve(answer.statusCode ?? 0));
      };
      const request = isSecure
        ? https.request(url, { ...options, agent: secure }, answered)
        : http.request(url, { ...options, agent: plain }, answered);
      request.on("timeout", () => request.destroy(new Error(`No answer within ${timeoutMs} ms`)));
      request.on("error", reject);
      request.end(body);
    });
  return {
    send,
    close() {
      plain.destroy();
      secure.destroy();
    },
  };
};
