import { type JsonObject, rawNumber } from "../json";

const nested = (levels: number): unknown => (levels === 0 ? 1 : { in: [nested(levels - 1)] });

/** JSON that is valid and hard to hold: in numbers, in names, in depth and in text. */
const extremes: readonly JsonObject[] = [
  {
    exact: rawNumber("0.12345678901234567890"),
    tiny: rawNumber("1e-140"),
    huge: rawNumber("-1E+126"),
    large: rawNumber("1.5e100"),
    digits38: rawNumber("12345678901234567890123456789012345678"),
    digits39: rawNumber("123456789012345678901234567890123456789"),
    zeros: rawNumber(`1${"0".repeat(60)}`),
    safe: rawNumber("9007199254740991"),
    unsafe: [rawNumber("9007199254740992"), rawNumber("-9007199254740993")],
    names: { "": 1, ["__proto__"]: { a: 1 }, constructor: 2, toString: null },
  },
  { deep: nested(20), text: "\u0000 \uD800 \uDC00\uD800", "\uDFFF": "", emoji: "😀" },
];

/** For one order in ten: an id of another system beyond the safe integers, and a field that BigCommerce added. */
export const isExtreme = (orderId: number): boolean => orderId % 10 === 1;

export const withExtremeFields = (document: JsonObject, orderId: number): JsonObject => ({
  ...document,
  external_id: rawNumber("576461413038785752"),
  integration: extremes[Math.floor(orderId / 10) % extremes.length],
});
