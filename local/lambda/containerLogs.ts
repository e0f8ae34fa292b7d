import type { Readable } from "node:stream";

const endMarker = "\u0000";

interface ContainerLogs {
  /** Resolves when both streams have delivered the request's end marker. */
  readonly ended: (requestId: string) => Promise<void>;
}

/**
 * Splits a container's output into lines. The runtime ends each request with a marker on both
 * streams, because output and responses arrive over different connections.
 */
export const readContainerLogs = (
  streams: readonly Readable[],
  onLine: (line: string) => void,
): ContainerLogs => {
  const requests = new Map<string, { seen: number; resolve?: () => void }>();
  const entry = (requestId: string) => {
    const found = requests.get(requestId) ?? { seen: 0 };
    requests.set(requestId, found);
    return found;
  };
  const resolveIfComplete = (requestId: string): void => {
    const { seen, resolve } = entry(requestId);
    if (seen < streams.length || !resolve) return;
    requests.delete(requestId);
    resolve();
  };
  const readLine = (line: string): void => {
    const at = line.indexOf(endMarker);
    const text = at < 0 ? line : line.slice(0, at);
    if (text !== "") onLine(text);
    if (at < 0) return;
    const requestId = line.slice(at + 1);
    entry(requestId).seen += 1;
    resolveIfComplete(requestId);
  };
  streams.forEach((stream) => splitLines(stream, readLine));
  return {
    ended: (requestId) =>
      new Promise((resolve) => {
        entry(requestId).resolve = resolve;
        resolveIfComplete(requestId);
      }),
  };
};

const splitLines = (stream: Readable, onLine: (line: string) => void): void => {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(onLine);
  });
  stream.on("end", () => {
    if (rest !== "") onLine(rest);
  });
};
