import type { Behaviour } from "../behaviour";
import type { JsonObject } from "../json";
import type { OrderRow } from "../orders/orderRow";
import type { OrderStore } from "../orders/orderStore";
import { consignments } from "./consignments";
import { isExtreme, withExtremeFields } from "./extremeFields";
import type { Links } from "./links";
import { orderDocument } from "./orderDocument";
import { productDocuments } from "./productDocument";
import { serializedProducts } from "./serializedProducts";
import { spliceLines } from "./spliceLines";

/** Which parts of an order a request includes. */
export interface OrderDetail {
  readonly consignments: "link" | "linkedLines" | "fullLines";
  readonly consignmentStructure: "object" | "array";
  readonly fees: boolean;
}

export interface OrderSerializer {
  readonly order: (this: void, row: OrderRow, detail?: OrderDetail) => JsonObject;
  /** The same document as JSON, for lists. */
  readonly orderJson: (row: OrderRow, detail: OrderDetail) => string;
  readonly products: (row: OrderRow) => JsonObject[];
  readonly consignments: (row: OrderRow, withLines: boolean) => JsonObject;
}

export interface OrderSerializerParts {
  readonly store: OrderStore;
  readonly links: Links;
  readonly behaviour: Behaviour;
}

const defaultDetail: OrderDetail = {
  consignments: "link",
  consignmentStructure: "array",
  fees: false,
};

/** BigCommerce adds fields without notice; a client that rejects unknown fields should fail here first. */
const hasUnknownField = ({ id }: OrderRow, when: Behaviour["unknownFields"]): boolean =>
  when === "always" || (when === "sometimes" && id % 10 === 3);

/** What may stand in place of a count, or of a flag that is false. */
const oddValues = [null, "", 1.5, undefined];

const withOddFields = (document: JsonObject, { id, isDeleted }: OrderRow): JsonObject => {
  if (id % 10 !== 5) return document;
  const odd = oddValues[Math.floor(id / 10) % oddValues.length];
  const counts = { items_total: odd, shipping_address_count: odd };
  return { ...document, ...counts, ...(isDeleted ? {} : { is_deleted: odd }) };
};

/** An order's lines or placeholders for them; undefined for links. */
type Lines = readonly unknown[] | undefined;

const consignmentsDocument = (
  { store, links }: OrderSerializerParts,
  row: OrderRow,
  products: Lines,
) => consignments({ content: store.content(row), row, links, products });

const detailedDocument = (
  parts: OrderSerializerParts,
  row: OrderRow,
  { consignments: detail, consignmentStructure, fees }: OrderDetail,
  lines: Lines,
): JsonObject => {
  const { store, links, behaviour } = parts;
  const value = detail === "link" ? undefined : consignmentsDocument(parts, row, lines);
  const included = {
    consignments: value && consignmentStructure === "array" ? [value] : value,
    fees: fees ? [] : undefined,
  };
  const exact = orderDocument({ content: store.content(row), row, links, included });
  const read = behaviour.advisoryFields === "odd" ? withOddFields(exact, row) : exact;
  const document = hasExtremes(parts, row) ? withExtremeFields(read, row.id) : read;
  if (!hasUnknownField(row, behaviour.unknownFields)) return document;
  return { ...document, loyalty: { points: row.id % 50, tier: null } };
};

const hasExtremes = ({ behaviour }: OrderSerializerParts, { id }: OrderRow): boolean =>
  behaviour.unreadFields === "extreme" && isExtreme(id);

const includesLines = ({ consignments: detail }: OrderDetail): boolean => detail === "fullLines";

/** Edited fields can contain any text, also text that looks like the indexes of lines. */
const isUnedited = ({ edits, addressEdits }: OrderRow): boolean => !edits && !addressEdits;

export const orderSerializer = (parts: OrderSerializerParts): OrderSerializer => {
  const { store } = parts;
  const products = (row: OrderRow): JsonObject[] => {
    const documents = productDocuments(store.content(row), row);
    if (!hasExtremes(parts, row)) return documents;
    return documents.map((document) => withExtremeFields(document, row.id));
  };
  const order = (row: OrderRow, detail: OrderDetail = defaultDetail): JsonObject =>
    detailedDocument(parts, row, detail, includesLines(detail) ? products(row) : undefined);
  const orderJson = (row: OrderRow, detail: OrderDetail): string => {
    if (!includesLines(detail) || !isUnedited(row) || hasExtremes(parts, row))
      return JSON.stringify(order(row, detail));
    const content = store.content(row);
    const indexes = content.lines.map((_, index) => index);
    return spliceLines(
      JSON.stringify(detailedDocument(parts, row, detail, indexes)),
      serializedProducts(content, row),
    );
  };
  return {
    products,
    order,
    orderJson,
    consignments: (row, isFull) =>
      consignmentsDocument(parts, row, isFull ? products(row) : undefined),
  };
};
