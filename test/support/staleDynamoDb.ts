import { createServer } from "node:http";
import { listenOnLoopback, readBody } from "../../local/services/httpServer";

/**
 * Starts a DynamoDB whose eventually consistent reads show none of the latest writes, and points this
 * process's clients to it until `stop`; everything else is the DynamoDB at `endpoint`.
 */
export const startStaleDynamoDb = async (endpoint: string) => {
  const server = createServer((request, response) => {
    void readBody(request).then(async (body) => {
      const text = body.toString("utf8");
      const headers = { ...request.headers } as Record<string, string>;
      const isRead = /\.(BatchGetItem|GetItem|Query|Scan)$/.test(headers["x-amz-target"] ?? "");
      if (isRead && !text.includes('"ConsistentRead":true')) {
        response.writeHead(200, { "content-type": "application/x-amz-json-1.0" }).end("{}");
        return;
      }
      const answer = await fetch(endpoint, { method: "POST", headers, body: text });
      response
        .writeHead(answer.status, { "content-type": "application/x-amz-json-1.0" })
        .end(await answer.text());
    });
  });
  const { port, stop } = await listenOnLoopback(server);
  process.env["AWS_ENDPOINT_URL_DYNAMODB"] = `http://127.0.0.1:${port}`;
  return {
    stop: () => {
      delete process.env["AWS_ENDPOINT_URL_DYNAMODB"];
      return stop();
    },
  };
};
