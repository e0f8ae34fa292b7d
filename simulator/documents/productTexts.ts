import type { CatalogueProduct } from "../orders/catalogue";
import type { DraftLine, OrderDraft } from "../orders/orderDraft";
import type { OrderRow } from "../orders/orderRow";
import { eachLine, productDocument, type LineFate, type OrderOfLine } from "./productDocument";

/** A line's JSON, cut where ids stand. */
interface Template {
  readonly texts: readonly string[];
  /** Which id follows each text but the last. */
  readonly ids: readonly number[];
}

/** Written in the place of ids; nothing in the catalogue looks like it. */
const blank = 7_000_000_000_000;
const blankPattern = /700000000000(\d)/;

/** The id of a line's option is the one after the line's own. */
const idsOf = ({ id, addressId }: Pick<DraftLine, "id" | "addressId">, orderId: number) => [
  id,
  id + 1,
  addressId,
  orderId,
];

const templateOf = (line: DraftLine, fate: LineFate): Template => {
  const anyLine = { ...line, id: blank, addressId: blank + 2 };
  const document = productDocument(anyLine, { id: blank + 3, coupons: [] }, fate);
  const cut = JSON.stringify(document).split(blankPattern);
  return {
    texts: cut.filter((_, place) => place % 2 === 0),
    ids: cut.filter((_, place) => place % 2 === 1).map(Number),
  };
};

const fill = ({ texts, ids }: Template, values: readonly number[]): string => {
  let text = texts[0] ?? "";
  for (let place = 0; place < ids.length; place++)
    text += `${values[ids[place] ?? 0]}${texts[place + 1]}`;
  return text;
};

type Choice = DraftLine["choice"];
type Templates = Map<CatalogueProduct, Map<Choice, Map<number, Template>>>;

/** A product is sold in a few hundred ways at most; all templates together take some megabytes. */
const templates: Templates = new Map();

/** All that a line's text depends on besides product, choice and ids. A number, because making a text of it takes longer than all the rest. */
const wayOf = ({ quantity, taxEach, pickupMethodId }: DraftLine, fate: LineFate): number =>
  (((taxEach * 100 + quantity) * 100 + fate.shipped) * 10 + pickupMethodId) * 2 +
  Number(fate.isRefunded);

const remembered = <K, V>(known: Map<K, V>, key: K, make: () => V): V => {
  const found = known.get(key);
  if (found) return found;
  const made = make();
  known.set(key, made);
  return made;
};

const newMap = <K, V>(): Map<K, V> => new Map<K, V>();

const templateFor = (line: DraftLine, fate: LineFate): Template => {
  const ofProduct = remembered(templates, line.product, newMap<Choice, Map<number, Template>>);
  const ofChoice = remembered(ofProduct, line.choice, newMap<number, Template>);
  return remembered(ofChoice, wayOf(line, fate), () => templateOf(line, fate));
};

const productText = (line: DraftLine, order: OrderOfLine, fate: LineFate): string =>
  line.discount > 0
    ? JSON.stringify(productDocument(line, order, fate))
    : fill(templateFor(line, fate), idsOf(line, order.id));

/**
 * The lines of an order as JSON. They are two thirds of a page of orders, and all lines that were sold the same way differ by
 * ids only; filling those in takes a tenth of the time of writing each line anew.
 */
export const productTexts = (draft: OrderDraft, row: OrderRow): string[] =>
  eachLine(draft, row, productText);
