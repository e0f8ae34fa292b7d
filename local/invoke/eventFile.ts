import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** What an event leaves open: whoever runs the function knows it, the file does not. */
export interface PlaceholderValues {
  readonly STORE_HASH: string;
  readonly WEBHOOK_SECRET: string;
  readonly ORDER_ID: string;
}

const samples = path.join(__dirname, "..", "..", "events");
const names: readonly string[] = ["STORE_HASH", "WEBHOOK_SECRET", "ORDER_ID"];
const placeholder = /\$\{(\w+)\}/g;

/** Every function has a sample event that bears its name. */
export const sampleEventNames = (): readonly string[] =>
  readdirSync(samples)
    .map((file) => path.basename(file, ".json"))
    .sort();

const parsed = (file: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (problem) {
    throw new Error(`Expected ${file} to hold JSON, got: ${(problem as Error).message}`);
  }
};

const read = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch (problem) {
    throw new Error(`Expected a file at ${file}, got: ${(problem as Error).message}`);
  }
};

/** The event of a file, or of the function's sample, with its placeholders. */
export const readEvent = (functionName: string, given?: string): unknown => {
  const file = given ?? path.join(samples, `${functionName}.json`);
  const text = read(file);
  const unknown = [...text.matchAll(placeholder)].find(([, name = ""]) => !names.includes(name));
  if (unknown) {
    const known = names.map((name) => `\${${name}}`).join(", ");
    throw new Error(`Expected ${file} to leave open only ${known}, got ${unknown[0]}`);
  }
  return parsed(file, text);
};

const isKnown = (name: string, values: PlaceholderValues): name is keyof PlaceholderValues =>
  name in values;

/** Puts the values in place, wherever a text of the event asks for them. */
export const fillPlaceholders = (event: unknown, values: PlaceholderValues): unknown => {
  if (typeof event === "string") {
    return event.replace(placeholder, (all, name: string) =>
      isKnown(name, values) ? values[name] : all,
    );
  }
  if (Array.isArray(event)) return event.map((entry) => fillPlaceholders(entry, values));
  if (typeof event !== "object" || event === null) return event;
  const entries = Object.entries(event).map(([key, value]) => [
    key,
    fillPlaceholders(value, values),
  ]);
  return Object.fromEntries(entries) as object;
};
