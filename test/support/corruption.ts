import fc from "fast-check";
import type { Transport } from "../../adapters/httpTransport";

/** An invalid value for a field. */
const invalidValue = fc.oneof(
  fc.constantFrom(null, "", "0", "11", 0, -1, 1.5, 1e99, true, [], {}, [null], "../x", "💥"),
  fc.jsonValue({ maxDepth: 2 }),
);

type Json = Record<string, unknown>;

/** Every location in a document, as an object and a key. */
const locationsIn = (value: unknown): (readonly [holder: Json, key: string])[] =>
  typeof value !== "object" || value === null
    ? []
    : Object.entries(value).flatMap(([key, inner]) => [
        [value as Json, key] as const,
        ...locationsIn(inner),
      ]);

interface Corruption {
  /** The location in the document, as a share of all locations. */
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
 * A document with one field removed or replaced. Elements of lists are not removed, nor is a whole
 * response emptied: neither can be distinguished from a valid response.
 */
export const corrupted = (text: string, { at, to, isRemoved }: Corruption): string => {
  const document: Json = { top: JSON.parse(text) };
  const locations = locationsIn(document);
  const [holder, key] = locations[Math.floor(at * locations.length)] ?? [document, "top"];
  if (isRemoved && !Array.isArray(holder) && key !== "top") delete holder[key];
  else holder[key] = isEmptyList(to) && key === "top" ? null : to;
  return JSON.stringify(document["top"]);
};

export const truncated = (text: string, { at }: Corruption): string =>
  text.slice(0, Math.floor(at * text.length));

const kinds = ["field", "cut", "page"] as const;

export interface CorruptResponse {
  /** Index among the responses that have a body, in order of arrival. */
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

/** Corrupts one of the store's responses on its way to the client. */
export const corruptingTransport =
  (fault: CorruptResponse) =>
  (toStore: Transport): Transport => {
    let responses = 0;
    return async (request) => {
      const response = await toStore(request);
      if (response.text === "" || responses++ !== fault.nth) return response;
      return { ...response, text: corruptedText(response.text, fault) };
    };
  };
