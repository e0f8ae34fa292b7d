import type { Behaviour } from "../behaviour";
import { invalidField, v2Error } from "./errors";
import type { Reply } from "./httpMessages";

export interface Page {
  readonly page: number;
  readonly limit: number;
}

export const defaultPageSize = 50;
export const maxPageSize = 250;

const positive = (query: URLSearchParams, name: string, fallback: number): number | undefined => {
  const text = query.get(name);
  if (text === null || text === "") return fallback;
  return /^\d+$/.test(text) && Number(text) > 0 ? Number(text) : undefined;
};

/** Parses the requested page; an invalid parameter returns the error. */
export const parsePage = (
  query: URLSearchParams,
  { overLimit }: Pick<Behaviour, "overLimit">,
): Page | Reply => {
  const page = positive(query, "page", 1);
  const limit = positive(query, "limit", defaultPageSize);
  if (page === undefined) return invalidField("page");
  if (limit === undefined) return invalidField("limit");
  if (limit > maxPageSize && overLimit === "413") {
    return v2Error(413, `The limit parameter exceeded the maximum of ${maxPageSize}.`);
  }
  return { page, limit: Math.min(limit, maxPageSize) };
};

export const isReply = (value: object): value is Reply => "status" in value;

/** One page of a list; reads no items after the page. */
export const takePage = <T>(items: Iterable<T>, { page, limit }: Page): T[] => {
  const found: T[] = [];
  let skip = (page - 1) * limit;
  for (const item of items) {
    if (skip-- > 0) continue;
    found.push(item);
    if (found.length === limit) break;
  }
  return found;
};
