import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { isFields } from "../fields";

/** Values that an event file leaves open, because they are known only at run time. */
export interface PlaceholderValues {
  readonly STORE_HASH: string;
  readonly WEBHOOK_SECRET: string;
  readonly ORDER_ID: string;
}

const samplesFolder = path.join(__dirname, "..", "..", "events");
const names: readonly string[] = ["STORE_HASH", "WEBHOOK_SECRET", "ORDER_ID"];
const placeholder = /\$\{(\w+)\}/g;

/** Every function has a sample event of its name. */
export const sampleEventNames = (): readonly string[] =>
  readdirSync(samplesFolder)
    .map((file) => path.basename(file, ".json"))
    .sort();

const parseFile = (file: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`Expected ${file} to contain JSON, got: ${(error as Error).message}`);
  }
};

const readFile = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`Expected a file at ${file}, got: ${(error as Error).message}`);
  }
};

/** Reads a file, by default the function's sample; placeholders are not filled yet. */
export const readEvent = (functionName: string, given?: string): unknown => {
  const file = given ?? path.join(samplesFolder, `${functionName}.json`);
  const text = readFile(file);
  const unknown = [...text.matchAll(placeholder)].find(([, name = ""]) => !names.includes(name));
  if (unknown) {
    const known = names.map((name) => `\${${name}}`).join(", ");
    throw new Error(`Expected ${file} to have only placeholders ${known}, got ${unknown[0]}`);
  }
  return parseFile(file, text);
};

const isKnown = (name: string, values: PlaceholderValues): name is keyof PlaceholderValues =>
  name in values;

/** Replaces the placeholders in all strings of the event, but not in its keys. */
export const fillPlaceholders = (event: unknown, values: PlaceholderValues): unknown => {
  if (typeof event === "string") {
    return event.replace(placeholder, (all, name: string) =>
      isKnown(name, values) ? values[name] : all,
    );
  }
  if (Array.isArray(event)) return event.map((entry) => fillPlaceholders(entry, values));
  if (!isFields(event)) return event;
  const entries = Object.entries(event).map(([key, value]) => [
    key,
    fillPlaceholders(value, values),
  ]);
  return Object.fromEntries(entries) as object;
};
