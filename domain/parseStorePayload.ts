import type { Struct } from "superstruct";
import { Failure } from "./failure";
import { describeType, type Mismatch, parseAs } from "./validation";

/** A part of a response that came from BigCommerce. @throws Failure `payload.invalid`, naming the field */
export const parseStorePayload = <T>(value: unknown, struct: Struct<T>, what: string): T => {
  const { value: parsed, mismatch } = parseAs(value, struct);
  if (mismatch) throw invalidPayload(mismatch, what);
  return parsed;
};

export const invalidPayload = ({ expected, path, got }: Mismatch, what: string): Failure => {
  const where = path || "its top";
  return new Failure(
    "payload.invalid",
    `${what} is invalid: expected ${expected} at ${where}, got ${describeType(got)}`,
    { details: { path: where } },
  );
};
