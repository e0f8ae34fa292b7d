import { type Fields, UnknownValue } from "./rule";

const isPlainObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

const copyOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return Array.from(value.keys(), (index) => read(value, index));
  return isPlainObject(value) ? readProps(value) : value;
};

/** Pulumi's SDK throws where a value is unknown; the pack throws the error again when a rule needs the value. */
const read = (holder: object, key: string | number): unknown => {
  try {
    return copyOf((holder as Record<string | number, unknown>)[key]);
  } catch (reason) {
    return new UnknownValue(reason);
  }
};

/** Properties as plain data, with each unknown value replaced, at any depth; archives stay as they are. */
export const readProps = (props: Fields): Fields =>
  Object.fromEntries(Object.keys(props).map((key) => [key, read(props, key)]));
