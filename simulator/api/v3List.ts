import { ok, type Reply } from "./httpMessages";

const largestPage = 250;

const positive = (text: string | null, otherwise: number): number =>
  Math.max(1, Math.floor(Number(text)) || otherwise);

const link = (page: number, limit: number): string => `?page=${page}&limit=${limit}`;

/** A V3 collection: never 204, always with its place in the whole. */
export const v3List = (items: readonly unknown[], query: URLSearchParams): Reply => {
  const limit = Math.min(largestPage, positive(query.get("limit"), 50));
  const page = positive(query.get("page"), 1);
  const pages = Math.max(1, Math.ceil(items.length / limit));
  const data = items.slice((page - 1) * limit, page * limit);
  const links = {
    ...(page > 1 ? { previous: link(page - 1, limit) } : {}),
    current: link(page, limit),
    ...(page < pages ? { next: link(page + 1, limit) } : {}),
  };
  const pagination = {
    total: items.length,
    count: data.length,
    per_page: limit,
    current_page: page,
    total_pages: pages,
    links,
  };
  return ok({ data, meta: { pagination } });
};
