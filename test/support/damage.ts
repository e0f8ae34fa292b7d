import fc from "fast-check";
import type { Transport } from "../../adapters/httpTransport";

/** What a field may hold instead of what it should. */
const wrong = fc.oneof(
  fc.constantFrom(null, "", "0", "11", 0, -1, 1.5, 1e99, true, [], {}, [null], "../x", "💥"),
  fc.jsonValue({ maxDepth: 2 }),
);

type Json = Record<string, unknown>;

/** Every place in a document, as the object and the key that hold it. */
const placesIn = (value: unknown): (readonly [holder: Json, key: string])[] =>
  typeof value !== "object" || value === null
    ? []
    : Object.entries(value).flatMap(([key, inner]) => [
        [value as Json, key] as const,
        ...placesIn(inner),
      ]);

interface Damage {
  /** Where in the document, as a share of all places. */
  readonly at: number;
  readonly to: unknown;
  readonly isRemoved: boolean;
}

const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

export const damage: fc.Arbitrary<Damage> = fc.record({
  at: share,
  to: wrong,
  isRemoved: fc.boolean(),
});

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/**
 * A document with one field taken out, or holding something else. Elements of lists are not taken
 * out, nor is a whole answer emptied: nobody could tell that from what is true.
 */
export const damaged = (text: string, { at, to, isRemoved }: Damage): string => {
  const document: Json = { top: JSON.parse(text) };
  const places = placesIn(document);
  const [holder, key] = places[Math.floor(at * places.length)] ?? [document, "top"];
  if (isRemoved && !Array.isArray(holder) && key !== "top") delete holder[key];
  else holder[key] = isEmptyList(to) && key === "top" ? null : to;
  return JSON.stringify(document["top"]);
};

export const cut = (text: string, { at }: Damage): string =>
  text.slice(0, Math.floor(at * text.length));

const kinds = ["field", "cut", "page"] as const;

export interface Spoiling {
  /** Of the answers that have a body, in the order in which they come. */
  readonly nth: number;
  readonly kind: (typeof kinds)[number];
  readonly damage: Damage;
}

export const spoiling: fc.Arbitrary<Spoiling> = fc.record({
  nth: fc.nat({ max: 12 }),
  kind: fc.constantFrom("field", "field", "field", ...kinds),
  damage,
});

const spoilt = (text: string, { kind, damage }: Spoiling): string => {
  if (kind === "page") return "<html><body>502 Bad Gateway</body></html>";
  return kind === "cut" ? cut(text, damage) : damaged(text, damage);
};

/** Spoils one of the store's answers on its way. */
export const spoiler =
  (one: Spoiling) =>
  (toStore: Transport): Transport => {
    let answers = 0;
    return async (request) => {
      const reply = await toStore(request);
      if (reply.text === "" || answers++ !== one.nth) return reply;
      return { ...reply, text: spoilt(reply.text, one) };
    };
  };
