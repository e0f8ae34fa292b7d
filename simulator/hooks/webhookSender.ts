import http from "node:http";
import https from "node:https";

export interface WebhookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Resolves to the status of the response; rejects without a response. */
export type WebhookSender = (request: WebhookRequest, timeoutMs: number) => Promise<number>;

/** Posts over HTTP without following redirects. Each sender has its own agents, so that closing a store closes its connections. */
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
      const onResponse = (response: http.IncomingMessage): void => {
        response.resume();
        response.on("error", reject);
        response.on("end", () => resolve(response.statusCode ?? 0));
      };
      const request = isSecure
        ? https.request(url, { ...options, agent: secure }, onResponse)
        : http.request(url, { ...options, agent: plain }, onResponse);
      request.on("timeout", () => request.destroy(new Error(`No response within ${timeoutMs} ms`)));
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
