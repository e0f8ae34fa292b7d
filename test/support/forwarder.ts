import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** An address that is known before the server behind it is started. */
export interface Forwarder {
  readonly url: string;
  readonly forwardTo: (url: string) => void;
  readonly stop: () => Promise<void>;
}

/**
 * Forwards requests on a free port of the loopback; 503 while there is no server behind. The first segment of
 * a path is dropped: it only distinguishes the APIs of several stacks.
 */
export const startForwarder = async (): Promise<Forwarder> => {
  let target: string | undefined;
  const server = createServer((incoming, outgoing) => {
    if (target === undefined) {
      outgoing.writeHead(503).end();
      return;
    }
    const { method, headers, url = "/" } = incoming;
    const path = url.replace(/^\/[^/]*/, "");
    const forwarded = request(`${target}${path}`, { method, headers }, (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
    });
    forwarded.on("error", () => outgoing.writeHead(502).end());
    incoming.pipe(forwarded);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forwardTo: (url) => {
      target = url;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};
