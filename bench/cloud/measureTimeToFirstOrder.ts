import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { firstReplicated } from "../../local/start/runProgress";

const root = path.join(__dirname, "../..");

/**
 * Milliseconds from `npm start` to the line that reports the first replicated order.
 * `orders`: the store's initial orders, by default those of `npm start`.
 */
export const measureTimeToFirstOrder = async (orders?: number): Promise<number> => {
  const startedAt = performance.now();
  const flags = orders === undefined ? [] : ["--", "--orders", String(orders)];
  const child = spawn("npm", ["start", ...flags], {
    cwd: root,
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
  });
  const closed = once(child, "close");
  let text = "";
  const firstOrder = new Promise<number>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes(firstReplicated)) resolve(performance.now() - startedAt);
    });
    child.once("close", () =>
      reject(new Error(`npm start ended before it replicated an order: ${text.slice(-500)}`)),
    );
  });
  try {
    return await firstOrder;
  } finally {
    // The whole process group: npm and the processes that it started.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGINT");
    await closed;
  }
};
