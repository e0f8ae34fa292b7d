import { createServer } from "node:http";
import type { EmbeddedCloud } from "../embeddedCloud";
import { listenOnLoopback } from "../services/httpServer";
import type { OrderRows } from "./orderRows";

export interface ControlServer {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

interface ControlOptions {
  readonly cloud: EmbeddedCloud;
  readonly rows: OrderRows;
}

type Route = (id: string) => Promise<unknown>;

const routesOf = ({ cloud, rows }: ControlOptions): Readonly<Record<string, Route>> => ({
  "GET /mailbox": async () => cloud.mailbox.list(),
  "GET /queues": () => cloud.queueDepths(),
  "GET /alarms": async () => cloud.alarmStates(),
  "GET /orders": async (id) => {
    if (id === "") return rows.all();
    return /^\d+$/.test(id) ? rows.one(Number(id)) : undefined;
  },
  "POST /poll": () => cloud.runSchedule("poll-orders"),
});

/** An HTTP API to inspect the running service; all responses are JSON. */
export const startControlServer = async (options: ControlOptions): Promise<ControlServer> => {
  const routes = routesOf(options);
  const respond = async (method: string, url: string): Promise<readonly [number, unknown]> => {
    const [, noun = "", id = ""] = url.split("/");
    const route = routes[`${method} /${noun}`];
    if (!route) return [404, { message: `Try ${Object.keys(routes).join(", ")}` }];
    const found = await route(id);
    return found === undefined ? [404, { message: `There is no ${url}` }] : [200, found];
  };
  const server = createServer((request, response) => {
    respond(request.method ?? "GET", request.url ?? "/")
      .catch((error: unknown) => [500, { message: String(error) }] as const)
      .then(([status, body]) => {
        response.writeHead(status, { "content-type": "application/json" });
        response.end(`${JSON.stringify(body, null, 2)}\n`);
      })
      .catch(() => response.destroy());
  });
  const { port, stop } = await listenOnLoopback(server);
  return { url: `http://127.0.0.1:${port}`, stop };
};
