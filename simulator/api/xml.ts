import { isObject } from "../json";

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Escapes text for XML and HTML. */
export const escapeMarkup = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);

/** V2's older format, for clients without `Accept: application/json`. */
export const toXml = (value: unknown, name = "result"): string => {
  if (Array.isArray(value))
    return `<${name}>${value.map((each) => toXml(each, "item")).join("")}</${name}>`;
  if (isObject(value)) {
    const children = Object.entries(value).map(([key, child]) => toXml(child, key));
    return `<${name}>${children.join("")}</${name}>`;
  }
  const text = typeof value === "string" ? value : JSON.stringify(value ?? "");
  return `<${name}>${escapeMarkup(text)}</${name}>`;
};
