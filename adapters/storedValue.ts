import type { Struct } from "superstruct";
import { Failure } from "../domain/failure";
import { describeType, parseAs } from "../domain/validation";

/**
 * What AWS stored, as far as this service relies on the value: `what` may hold a secret or personal data.
 * @throws Failure `unexpected`, which names the field and the kind of its value, and never the value
 */
export const parseStored = <T>(value: unknown, struct: Struct<T>, what: string): T => {
  const { value: parsed, mismatch } = parseAs(value, struct);
  if (!mismatch) return parsed;
  const { expected, path, got } = mismatch;
  const where = path === "" ? "" : ` at ${path}`;
  throw new Failure("unexpected", `${what}: expected ${expected}${where}, got ${kindOf(got)}`);
};

/** A secret may consist of digits. */
const kindOf = (value: unknown): string => {
  if (value === undefined) return "nothing";
  return typeof value === "number" ? "a number" : describeType(value);
};
