import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface Listening {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** Listens on the loopback interface only, and never closes a kept-alive connection. */
export const listenOnLoopback = async (server: Server, port = 0): Promise<Listening> => {
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return { port: (server.address() as AddressInfo).port, stop: () => stopServer(server) };
};

const stopServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

export class BodyTooLarge extends Error {}

/** A body above the limit is rejected without buffering it. */
export const readBody = async (request: IncomingMessage, limit = Infinity): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  }
  if (size > limit) throw new BodyTooLarge(`The body has ${size} bytes, the limit is ${limit}`);
  return Buffer.concat(chunks);
};
