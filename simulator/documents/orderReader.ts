import type { Behaviour } from "../behaviour";
import { consignments } from "./consignments";
import { invalidField } from "../api/errors";
import type { JsonObject } from "../json";
import type { Links } from "./links";
import type { Reply } from "../api/message";
import { orderDocument } from "./orderDocument";
import type { OrderRow } from "../orders/orderRow";
import type { OrderStore } from "../orders/orderStore";
import { orderTexts } from "./orderTexts";
import { isReply } from "../api/paging";
import { productDocuments } from "./productDocument";

/** How much of an order somebody asked for. */
export interface OrderDetail {
  readonly consignments: "link" | "linkedLines" | "fullLines";
  readonly consignmentStructure: "object" | "array";
  readonly fees: boolean;
}

const includable = ["consignments", "consignments.line_items", "fees"];

export const orderDetail = (query: URLSearchParams): OrderDetail | Reply => {
  const included = (query.get("include") ?? "").split(",").filter((name) => name !== "");
  if (included.some((name) => !includable.includes(name))) return invalidField("include");
  const structure = query.get("consignment_structure");
  if (structure !== null && structure !== "object") return invalidField("consignment_structure");
  const full = included.includes("consignments.line_items");
  return {
    consignments: full ? "fullLines" : included.includes("consignments") ? "linkedLines" : "link",
    consignmentStructure: structure === "object" ? "object" : "array",
    fees: included.includes("fees"),
  };
};

/** The detail that somebody asked for, unless the parameters are refused. */
export const isDetail = (detail: OrderDetail | Reply): detail is OrderDetail => !isReply(detail);

export interface OrderReader {
  readonly order: (this: void, row: OrderRow, detail?: OrderDetail) => JsonObject;
  /** The same as JSON; lists are made of these. */
  readonly orderText: (row: OrderRow, detail: OrderDetail) => string;
  readonly products: (row: OrderRow) => JsonObject[];
  readonly consignments: (row: OrderRow, withLines: boolean) => JsonObject;
}

const plain: OrderDetail = { consignments: "link", consignmentStructure: "array", fees: false };

/** BigCommerce adds fields without notice; a client that breaks on one should break here first. */
const isNews = ({ id }: OrderRow, when: Behaviour["unknownFields"]): boolean =>
  when === "always" || (when === "sometimes" && id % 10 === 3);

export interface OrderReaderParts {
  readonly store: OrderStore;
  readonly links: Links;
  readonly behaviour: Behaviour;
}

export const orderReader = ({ store, links, behaviour }: OrderReaderParts): OrderReader => {
  const products = (row: OrderRow): JsonObject[] => productDocuments(store.draft(row), row);
  const consigned = (row: OrderRow, withLines: boolean): JsonObject =>
    consignments({
      draft: store.draft(row),
      row,
      links,
      products: withLines ? products(row) : undefined,
    });
  const consignmentsOf = (row: OrderRow, detail: OrderDetail): unknown => {
    if (detail.consignments === "link") return undefined;
    const value = consigned(row, detail.consignments === "fullLines");
    return detail.consignmentStructure === "object" ? value : [value];
  };
  const order = (row: OrderRow, detail: OrderDetail = plain): JsonObject => {
    const fees = detail.fees ? [] : undefined;
    const included = { consignments: consignmentsOf(row, detail), fees };
    const written = orderDocument({ draft: store.draft(row), row, links, included });
    if (!isNews(row, behaviour.unknownFields)) return written;
    return { ...written, loyalty: { points: row.id % 50, tier: null } };
  };
  return { products, consignments: consigned, order, orderText: orderTexts(order, links) };
};
