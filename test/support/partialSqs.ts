import { createServer } from "node:http";
import { listenOnLoopback, readBody } from "../../local/services/httpServer";

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
}

/** An SQS that responds 200 to batch requests and lists the entries that failed. */
export interface PartialSqs {
  readonly calls: () => number;
  readonly stop: () => Promise<void>;
}

/** Starts such an SQS, and points this process's SQS clients to it until `stop`. */
export const startPartialSqs = async (
  fails: (body: string, call: number) => boolean,
): Promise<PartialSqs> => {
  let calls = 0;
  const respond = (text: string): string => {
    calls += 1;
    const { Entries } = JSON.parse(text) as { Entries: Entry[] };
    const failed = Entries.filter(({ MessageBody }) => fails(MessageBody, calls));
    return JSON.stringify({ Failed: failed.map(({ Id }) => ({ Id, Code: "InternalError" })) });
  };
  const server = createServer((request, response) => {
    void readBody(request).then((body) =>
      response
        .writeHead(200, { "content-type": "application/x-amz-json-1.0" })
        .end(respond(body.toString("utf8"))),
    );
  });
  const { port, stop } = await listenOnLoopback(server);
  process.env["AWS_ENDPOINT_URL_SQS"] = `http://127.0.0.1:${port}`;
  return {
    calls: () => calls,
    stop: () => {
      delete process.env["AWS_ENDPOINT_URL_SQS"];
      return stop();
    },
  };
};
