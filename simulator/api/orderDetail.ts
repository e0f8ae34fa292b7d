import type { OrderDetail } from "../documents/orderSerializer";
import { invalidField } from "./errors";
import type { Reply } from "./httpMessages";
import { isReply } from "./paging";

const includable = ["consignments", "consignments.line_items", "fees"];

/** Parses which parts of an order a request includes; an invalid parameter returns the error. */
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

export const isDetail = (detail: OrderDetail | Reply): detail is OrderDetail => !isReply(detail);
