import { once } from "node:events";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Reply, StoreRequest, StoreResponse } from "./api/httpMessages";
import { controlApi, controlPath } from "./control/controlApi";
import { createSimulatedStore, type SimulatedStore, type StoreOptions } from "./simulatedStore";

export interface StoreServerOptions extends StoreOptions {
  /** A free port by default. */
  readonly port?: number;
  /** The loopback interface by default. */
  readonly host?: string;
}

export interface StoreServer {
  /** Without a trailing slash. The API is at `/stores/{hash}/v2`, the control API at `/_simulator/`. */
  readonly url: string;
  readonly store: SimulatedStore;
  readonly close: () => Promise<void>;
}

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
};

const toStoreRequest = async (request: IncomingMessage): Promise<StoreRequest> => ({
  method: request.method ?? "GET",
  path: request.url ?? "/",
  headers: Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : value,
    ]),
  ),
  body: await readBody(request),
});

const writeResponse = (
  response: ServerResponse,
  { status, headers, body }: Pick<StoreResponse, "status" | "headers" | "body">,
): void => {
  // As bytes: Node concatenates a string body with the headers and encodes it in pieces, which takes 5 ms more for a page of 2 MB.
  const bytes = Buffer.from(body);
  const length = status === 204 ? {} : { "content-length": bytes.length };
  // Node adds the date of this machine where none is given.
  response.sendDate = false;
  response.writeHead(status, { ...headers, ...length });
  response.end(bytes);
};

/** Announces the whole body, sends half of it and ends the connection. */
const cutOff = (response: ServerResponse, { status, headers, body }: StoreResponse): void => {
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...headers, "content-length": bytes.length });
  response.write(bytes.subarray(0, bytes.length / 2), () => response.socket?.end());
};

const writeReply = (response: ServerResponse, { status, body, headers }: Reply): void => {
  const text =
    typeof body === "string" ? body : body === undefined ? "" : JSON.stringify(body, null, 2);
  writeResponse(response, {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: text,
  });
};

const sendResponse = (
  store: SimulatedStore,
  storeResponse: StoreResponse,
  response: ServerResponse,
): void => {
  const finish = (): void => {
    if (response.destroyed) return;
    if (storeResponse.networkFault === "reset" || storeResponse.networkFault === "hang")
      response.destroy();
    else if (storeResponse.networkFault === "cut") cutOff(response, storeResponse);
    else writeResponse(response, storeResponse);
  };
  if (storeResponse.delayMs === 0) finish();
  else store.clock.schedule(store.clock.now() + storeResponse.delayMs, finish);
};

const serve = async (
  store: SimulatedStore,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const request = await toStoreRequest(incoming);
  if (`${request.path}/` === controlPath)
    writeReply(response, { status: 302, headers: { location: controlPath } });
  else if (request.path.startsWith(controlPath)) writeReply(response, controlApi(store, request));
  else sendResponse(store, store.handle(request), response);
};

/** Serves a simulated store over HTTP. */
export const startStoreServer = async (options: StoreServerOptions): Promise<StoreServer> => {
  const store = createSimulatedStore(options);
  const server = http.createServer((incoming, response) => {
    // A client that disconnects in the middle of its request gets no response.
    serve(store, incoming, response).catch(() => response.destroy());
  });
  server.listen(options.port ?? 0, options.host ?? "127.0.0.1");
  await once(server, "listening");
  const { address, port } = server.address() as AddressInfo;
  const url = `http://${address.includes(":") ? `[${address}]` : address}:${port}`;
  if (!options.linkBase) store.setLinkBase(url);
  return {
    url,
    store,
    async close() {
      store.close();
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
