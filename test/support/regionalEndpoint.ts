import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { Cloud } from "../../local/cloud";
import { listenOnLoopback } from "../../local/services/httpServer";

export interface RegionalEndpoint {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const regionIn = ({ headers }: IncomingMessage): string =>
  /Credential=[^/]+\/\d+\/([^/]+)\//.exec(headers.authorization ?? "")?.[1] ?? "";

const forward = (incoming: IncomingMessage, outgoing: ServerResponse, endpoint: string): void => {
  const { method, headers, url = "/" } = incoming;
  const forwarded = request(new URL(url, endpoint), { method, headers }, (response) => {
    outgoing.writeHead(response.statusCode ?? 500, response.headers);
    response.pipe(outgoing);
  });
  forwarded.once("error", () => outgoing.destroy());
  incoming.pipe(forwarded);
};

/** One endpoint for AWS clients of several embedded clouds: the signature of a request names the region. */
export const startRegionalEndpoint = async (
  clouds: readonly Pick<Cloud, "region" | "endpoint">[],
): Promise<RegionalEndpoint> => {
  const server = createServer((incoming, outgoing) => {
    const cloud = clouds.find(({ region }) => region === regionIn(incoming));
    if (cloud) forward(incoming, outgoing, cloud.endpoint);
    else outgoing.writeHead(400).end(`There is no embedded cloud in "${regionIn(incoming)}"`);
  });
  const { port, stop } = await listenOnLoopback(server);
  return { url: `http://127.0.0.1:${port}`, stop };
};
