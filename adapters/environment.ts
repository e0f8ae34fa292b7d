/** A variable of the function's environment. @throws at the cold start, when the variable is missing */
export const env = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`The environment variable ${name} is missing`);
  return value;
};

/**
 * A variable that the release before did not set. The provider updates a function's variables before its
 * code, so a downgrade runs this code for seconds with the variables of that release.
 */
export const addedEnv = (name: string, fallback: string): string => process.env[name] ?? fallback;

/** @throws when the variable is missing or no number */
export const envNumber = (name: string): number => {
  const value = Number(env(name));
  if (env(name).trim() !== "" && Number.isFinite(value)) return value;
  throw new Error(`The environment variable ${name} must be a number, got ${env(name)}`);
};

/** A JSON array of numbers. @throws when the variable is missing or something else */
export const envNumbers = (name: string): readonly number[] => {
  const value: unknown = JSON.parse(env(name));
  if (Array.isArray(value) && value.every((one) => typeof one === "number")) return value;
  throw new Error(`The environment variable ${name} must be a list of numbers, got ${env(name)}`);
};

/** A JSON array of strings. @throws when the variable is missing or something else */
export const envStrings = (name: string): readonly string[] => {
  const value: unknown = JSON.parse(env(name));
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
  throw new Error(`The environment variable ${name} must be a list of strings, got ${env(name)}`);
};

/** One of these words. @throws when the variable is missing or another word */
export const envOneOf = <T extends string>(name: string, words: readonly T[]): T => {
  const word = words.find((one) => one === env(name));
  if (word !== undefined) return word;
  throw new Error(
    `The environment variable ${name} must be ${words.join(" or ")}, got ${env(name)}`,
  );
};
