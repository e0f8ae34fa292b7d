import type { Clock } from "../clock";

export interface RequestCounts {
  readonly total: number;
  /** By method and route, such as `GET /v2/orders/{id}`. */
  readonly byRoute: Readonly<Record<string, number>>;
  readonly byStatus: Readonly<Record<string, number>>;
}

export interface LoggedRequest {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

export interface RequestLog {
  readonly add: (request: Omit<LoggedRequest, "at"> & { readonly route: string }) => void;
  readonly counts: () => RequestCounts;
  /** Newest first. */
  readonly latest: () => readonly LoggedRequest[];
  readonly reset: () => void;
}

const maxEntries = 100;

export const requestLog = (clock: Clock): RequestLog => {
  let byRoute: Record<string, number> = {};
  let byStatus: Record<string, number> = {};
  let total = 0;
  let latest: LoggedRequest[] = [];
  return {
    add({ method, path, status, route }) {
      total++;
      byRoute[`${method} ${route}`] = (byRoute[`${method} ${route}`] ?? 0) + 1;
      byStatus[status] = (byStatus[status] ?? 0) + 1;
      latest.push({ at: clock.now(), method, path, status });
      if (latest.length > 2 * maxEntries) latest = latest.slice(-maxEntries);
    },
    counts: () => ({ total, byRoute: { ...byRoute }, byStatus: { ...byStatus } }),
    latest: () => latest.slice(-maxEntries).reverse(),
    reset() {
      [byRoute, byStatus, total, latest] = [{}, {}, 0, []];
    },
  };
};
