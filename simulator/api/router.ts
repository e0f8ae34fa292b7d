import type { JsonObject } from "../json";
import type { Reply } from "./httpMessages";

/** The scope that a token needs; GET also accepts a read-only scope. */
export type Scope = "default" | "orders" | "transactions" | "information";

export interface Call {
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  /** The parsed body: null for an empty body, undefined for invalid JSON. */
  readonly body: unknown;
  readonly fields: JsonObject;
  readonly clientId: string;
}

export interface Route {
  readonly method: string;
  /** With parameters, such as `/v2/orders/:id`. */
  readonly path: string;
  readonly scope: Scope;
  readonly run: (call: Call) => Reply;
}

export interface RouteMatch {
  readonly route: Route;
  /** The path for the request log, such as `/v2/orders/{id}`. */
  readonly name: string;
  readonly params: readonly string[];
}

interface Entry {
  readonly route: Route;
  readonly name: string;
  readonly segments: readonly string[];
}

const toEntry = (route: Route): Entry => ({
  route,
  name: route.path.replace(/:(\w+)/g, "{$1}"),
  segments: route.path.split("/"),
});

const isParameter = (segment: string): boolean => segment.startsWith(":");

const matches = (segments: readonly string[], parts: readonly string[]): boolean =>
  segments.every((segment, index) =>
    isParameter(segment) ? parts[index] !== "" : segment === parts[index],
  );

/** Literal segments win over parameters: `/v2/orders/count` is not an order. */
const parameterCount = ({ segments }: Entry): number => segments.filter(isParameter).length;

/** Undefined for an unknown path. */
export type RouteLookup = RouteMatch | "method not allowed" | undefined;

export interface Router {
  readonly match: (method: string, path: string) => RouteLookup;
}

export const router = (routes: readonly Route[]): Router => {
  const byLength = new Map<number, Entry[]>();
  for (const route of routes) {
    const entry = toEntry(route);
    const { length } = entry.segments;
    byLength.set(length, [...(byLength.get(length) ?? []), entry]);
  }
  for (const entries of byLength.values())
    entries.sort((a, b) => parameterCount(a) - parameterCount(b));
  return {
    match(method, path) {
      const parts = path.split("/");
      const entries = byLength.get(parts.length) ?? [];
      const matchesPath = ({ segments }: Entry): boolean => matches(segments, parts);
      const found = entries.find((entry) => entry.route.method === method && matchesPath(entry));
      if (!found) return entries.some(matchesPath) ? "method not allowed" : undefined;
      return {
        route: found.route,
        name: found.name,
        params: parts.filter((_, index) => isParameter(found.segments[index] ?? "")),
      };
    },
  };
};
