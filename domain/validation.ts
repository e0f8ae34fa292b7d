import { is, type Struct, validate } from "superstruct";
import { ExactNumber } from "./exactNumber";

/** Where a value differs from its struct. */
export interface Mismatch {
  readonly expected: string;
  readonly path: string;
  readonly got: unknown;
}

export type ParseResult<T> =
  | { readonly value: T; readonly mismatch?: undefined }
  | { readonly value?: undefined; readonly mismatch: Mismatch };

/**
 * Parses a value that came from outside. superstruct prints a value that does not match, which throws for
 * an object whose JSON has a `toString` of its own; that is a mismatch like any other.
 */
export const parseAs = <T>(value: unknown, struct: Struct<T>): ParseResult<T> => {
  try {
    const [error, valid] = validate(value, struct, { coerce: true });
    if (!error) return { value: valid };
    const path = error.path.join(".");
    return { mismatch: { expected: nameOf(error.type), path, got: error.value } };
  } catch {
    return { mismatch: { expected: nameOf(struct.type), path: "", got: value } };
  }
};

/** superstruct calls an object with known and further fields a "type". */
const nameOf = (type: string): string => (type === "type" ? "object" : type);

/** Whether a value that came from outside matches a struct, without coercion. */
export const matches = <T>(value: unknown, struct: Struct<T>): value is T => {
  try {
    return is(value, struct);
  } catch {
    return false;
  }
};

/** The type of a value, never the value, which may be personal data. */
export const describeType = (value: unknown): string => {
  if (value === null) return "null";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value instanceof ExactNumber) return `a number of ${value.text.length} characters`;
  if (typeof value === "string") return `text of ${value.length} characters`;
  return Array.isArray(value) ? "a list" : typeof value;
};
