import fc from "fast-check";
import type { Transport } from "../../adapters/httpTransport";

/** What a field may hold instead of what it should. */
const invalidValue = fc.oneof(
  fc.constantFrom(null, "", "0", "11", 0, -1, 1.5, 1e99, true, [], {}, [null], "../x", "💥"),
  fc.jsonValue({ maxDepth: 2 }),
);

type Json = Record<string, unknown>;

/** Every place in a document, as the object and the key that hold it. */
const locationsIn = (value: unknown): (readonly [holder: Json, key: string])[] =>
  typeof value !== "object" || value === null
    ? []
    : Object.entries(value).flatMap(([key, inner]) => [
        [value as Json, key] as const,
        ...locationsIn(inner),
      ]);

interface Corruption {
  /** Where in the document, as a share of all places. */
  readonly at: number;
  readonly to: unknown;
  readonly isRemoved: boolean;
}

const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

export const corruption: fc.Arbitrary<Corruption> = fc.record({
  at: share,
  to: invalidValue,
  isRemoved: fc.boolean(),
});

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/**
 * A document with one field taken out, or holding something else. Elements of lists are not taken
 * out, nor is a whole answer emptied: nobody could tell that from what is true.
 */
export const corrupted = (text: string, { at, to, isRemoved }: Corruption): string => {
  const document: Json = { top: JSON.parse(text) };
  const places = locationsIn(document);
  const [holder, key] = places[Math.floor(at * places.length)] ?? [document, "top"];
  if (isRemoved && !Array.isArray(holder) && key !== "top") delete holder[key];
  else holder[key] = isEmptyList(to) && key === "top" ? null : to;
  return JSON.stringify(document["top"]);
};

export const truncated = (text: string, { at }: Corruption): string =>
  text.slice(0, Math.floor(at * text.length));

const kinds = ["field", "cut", "page"] as const;

export interface CorruptResponse {
  /** Of the answers that have a body, in the order in which they come. */
  readonly nth: number;
  readonly kind: (typeof kinds)[number];
  readonly damage: Corruption;
}

export const corruptResponse: fc.Arbitrary<CorruptResponse> = fc.record({
  nth: fc.nat({ max: 12 }),
  kind: fc.constantFrom("field", "field", "field", ...kinds),
  damage: corruption,
});

const corruptedText = (text: string, { kind, damage }: CorruptResponse): string => {
  if (kind === "page") return "<html><body>502 Bad Gateway</body></html>";
  return kind === "cut" ? truncated(text, damage) : corrupted(text, damage);
};

/** Spoils one of the store's answers on its way. */
export const corruptingTransport =
  (one: CorruptResponse) =>
  (toStore: Transport): Transport => {
    let answers = 0;
    return async (request) => {
      const reply = await toStore(request);
      if (reply.text === "" || answers++ !== one.nth) return reply;
      return { ...reply, text: corruptedText(reply.text, one) };
    };
  };
