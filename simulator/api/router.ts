import type { Reply } from "./httpMessages";
import type { JsonObject } from "../json";

/** Which scope a token needs; a read-only one is enough for GET. */
export type Scope = "default" | "orders" | "transactions" | "information";

export interface Call {
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  /** The parsed body: null without one, undefined when it was not JSON. */
  readonly body: unknown;
  readonly fields: JsonObject;
  readonly clientId: string;
}

export interface Route {
  readonly method: string;
  /** With `:` before what varies, such as `/v2/orders/:id`. */
  readonly path: string;
  readonly scope: Scope;
  readonly run: (call: Call) => Reply;
}

export interface RouteMatch {
  readonly route: Route;
  /** For people, such as `/v2/orders/{id}`. */
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

const varies = (segment: string): boolean => segment.startsWith(":");

const matches = (segments: readonly string[], parts: readonly string[]): boolean =>
  segments.every((segment, index) =>
    varies(segment) ? parts[index] !== "" : segment === parts[index],
  );

/** Literal segments win over varying ones: `/v2/orders/count` is not an order. */
const weight = ({ segments }: Entry): number => segments.filter(varies).length;

/** "method not allowed" when the path exists but not for that method. */
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
  for (const entries of byLength.values()) entries.sort((a, b) => weight(a) - weight(b));
  return {
    match(method, path) {
      const parts = path.split("/");
      const entries = byLength.get(parts.length) ?? [];
      const fits = ({ segments }: Entry): boolean => matches(segments, parts);
      const found = entries.find((entry) => entry.route.method === method && fits(entry));
      if (!found) return entries.some(fits) ? "method not allowed" : undefined;
      return {
        route: found.route,
        name: found.name,
        params: parts.filter((_, index) => varies(found.segments[index] ?? "")),
      };
    },
  };
};
