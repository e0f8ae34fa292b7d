import { Failure } from "../../../domain/failure";
import { decimal, isHeldAsNumber } from "../../decimal";

/** A number as the SDK's document client sends one of its wrapped numbers. */
interface WrappedNumber {
  toAttributeValue(): { readonly N: string };
}

/** DynamoDB nests lists and maps up to this level, the item's own attributes being the first. */
const maxLevels = 32;

/**
 * The value of an attribute as DynamoDB holds it, wrapped numbers included. A copy.
 * @throws Failure `aws.failed` for what the SDK or DynamoDB refuses
 */
export const heldAttribute = (value: unknown, level = 1): unknown => {
  if (level > maxLevels) throw refusal("Nesting Levels have exceeded supported limits");
  if (typeof value === "boolean" || value === null) return value;
  if (typeof value === "string") return heldText(value);
  if (typeof value === "object") return heldObject(value, level);
  if (typeof value !== "number") throw refusal(`Unsupported type passed: ${typeof value}`);
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return heldNumber(value, String(value));
  throw refusal(`Number ${value} is beyond the safe integers`);
};

const heldObject = (value: object, level: number): unknown => {
  if (value instanceof Uint8Array) return value;
  if (isWrapped(value)) return heldNumber(value, value.toAttributeValue().N);
  if (Array.isArray(value)) return value.map((each) => heldAttribute(each, level + 1));
  if (Object.getPrototypeOf(value) !== Object.prototype)
    throw refusal(`Unsupported type passed: ${value.constructor.name}`);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(
    fields.map(([name, field]) => [heldName(name), heldAttribute(field, level + 1)]),
  );
};

export const isWrapped = (value: object): value is WrappedNumber => "toAttributeValue" in value;

const heldNumber = <T>(value: T, text: string): T => {
  if (isHeldAsNumber(decimal(text))) return value;
  throw refusal(`${text} has a magnitude or digits beyond the supported range`);
};

/** The SDK loses a field `__proto__`. */
const heldName = (name: string): string => {
  if (name === "" || name === "__proto__") throw refusal(`Attribute name "${name}"`);
  return heldText(name);
};

/** DynamoDB holds UTF-8, which has no unpaired surrogates. */
const heldText = (text: string): string => {
  if (/\p{Surrogate}/u.test(text)) throw refusal("Text with an unpaired surrogate");
  return text;
};

const refusal = (why: string): Failure =>
  new Failure("aws.failed", `Writing the Orders table failed: ValidationException: ${why}`);
