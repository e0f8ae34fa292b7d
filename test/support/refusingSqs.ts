import { createServer } from "node:http";
import { listenOnLoopback } from "../../local/services/httpServer";

/** Starts an SQS that responds with this error to every request, and points this process's clients to it until `stop`. */
export const startRefusingSqs = async (code: string, message: string) => {
  const body = JSON.stringify({ __type: `com.amazonaws.sqs#${code}`, message });
  const server = createServer((request, response) => {
    request.resume();
    response
      .writeHead(400, {
        "content-type": "application/x-amz-json-1.0",
        "x-amzn-query-error": `${code};Sender`,
      })
      .end(body);
  });
  const { port, stop } = await listenOnLoopback(server);
  process.env["AWS_ENDPOINT_URL_SQS"] = `http://127.0.0.1:${port}`;
  return {
    stop: () => {
      delete process.env["AWS_ENDPOINT_URL_SQS"];
      return stop();
    },
  };
};
