import { ok, type Reply } from "./httpMessages";
import { defaultPageSize, maxPageSize } from "./paging";

const positive = (text: string | null, fallback: number): number =>
  Math.max(1, Math.floor(Number(text)) || fallback);

const link = (page: number, limit: number): string => `?page=${page}&limit=${limit}`;

/** A V3 collection: 200 also when empty, with its pagination. */
export const v3List = (items: readonly unknown[], query: URLSearchParams): Reply => {
  const limit = Math.min(maxPageSize, positive(query.get("limit"), defaultPageSize));
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
