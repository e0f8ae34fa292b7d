import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { firstReplicated } from "../../local/start/runProgress";

const root = path.join(__dirname, "../../index");

/**
 * Milliseconds from `npm start` to the line that tells of the first order; then it is stopped.
 * The store holds so many orders, or what it holds unless told otherwise.
 */
export const measureTimeToFirstOrder = async (orders?: number): Promise<number> => {
  const startedAt = performance.now();
  const wanted = orders === undefined ? [] : ["--", "--orders", String(orders)];
  const child = spawn("npm", ["start", ...wanted], {
    cwd: root,
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
  });
  const closed = once(child, "close");
  let text = "";
  const told = new Promise<number>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes(firstReplicated)) resolve(performance.now() - startedAt);
    });
    child.once("close", () => reject(new Error(`npm start told of no order: ${text.slice(-500)}`)));
  });
  try {
    return await told;
  } finally {
    // npm and what it started.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGINT");
    await closed;
  }
};
