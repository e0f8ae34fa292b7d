import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { median } from "../percentile";

export interface StoreStats {
  /** From the start of the process to the printed address. */
  readonly startupMs: number;
  /** Median response time of a list of 250 orders with line items, body included. */
  readonly pageMs: number;
  /** Resident memory of the store's process, after the pages were read. */
  readonly residentMb: number;
}

const pagesRead = 40;

const main = join(__dirname, "../../simulator/main.ts");

/** The address that the store prints when it listens. */
const addressOf = async (child: ChildProcess): Promise<string> => {
  let text = "";
  child.stdout?.on("data", (chunk: Buffer) => (text += chunk.toString()));
  while (!text.includes("Ctrl-C")) await once(child.stdout ?? child, "data");
  return /Console\s+(\S+)\/_simulator/.exec(text)?.[1] ?? "";
};

/** `pagesRead` stays below the 150 requests of a quota window. */
const readPage = async (url: string, orders: number, page: number): Promise<number> => {
  const first = 100 + ((page * 250) % Math.max(1, orders - 250));
  const query = `min_id=${first}&limit=250&include=consignments.line_items&consignment_structure=object`;
  const begun = performance.now();
  const response = await fetch(`${url}/stores/abc123/v2/orders?${query}`, {
    headers: { "X-Auth-Token": "secret", Accept: "application/json" },
  });
  await response.arrayBuffer();
  if (response.status !== 200)
    throw new Error(`Expected 200 for a page of orders, got ${response.status}`);
  return performance.now() - begun;
};

/** Starts the simulated store in a process of its own, and measures it as a client sees it. */
export const measureStore = async (orders: number): Promise<StoreStats> => {
  const begun = performance.now();
  const child = spawn(process.execPath, [
    "-r",
    "tsx/cjs",
    main,
    "--port",
    "0",
    "--orders",
    String(orders),
  ]);
  try {
    const url = await addressOf(child);
    const startupMs = performance.now() - begun;
    const times: number[] = [];
    for (let page = 0; page < pagesRead; page++) times.push(await readPage(url, orders, page));
    const memory = (await (await fetch(`${url}/_simulator/memory`)).json()) as { rss: number };
    return { startupMs, pageMs: median(times), residentMb: memory.rss / 2 ** 20 };
  } finally {
    child.kill();
  }
};
