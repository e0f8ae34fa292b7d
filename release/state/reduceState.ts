/** What `pulumi stack export --show-secrets` prints, as far as a release keeps it. */
export interface ExportedState {
  readonly version: number;
  readonly deployment: {
    readonly manifest: { readonly magic: string; readonly version: string };
    readonly resources: readonly ExportedResource[];
  };
}

export type ExportedResource = Readonly<Record<string, unknown>>;

/** Where the state would name the machine that wrote it. */
export interface LocalUrls {
  /** Of the simulated store. */
  readonly store: string;
}

/** A store that nobody can reach, in the place of the simulated one. */
export const storeUrl = "https://store.invalid";
const gatewayUrl = "https://gateway.invalid";

const keptCode = 200;
const codeRemoved = "The state of a release keeps no code.";
const providerRemoved = `exports.handler = () => { throw new Error("${codeRemoved}"); };`;

/** Times and source positions tell nothing about what is deployed. */
const droppedKeys = new Set(["created", "modified", "sourcePosition", "stackTrace"]);

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isLong = (value: unknown): value is string =>
  typeof value === "string" && value.length > keptCode;

/** The engine compares an asset by its hash, and a dynamic provider by its text. */
const withoutCode = (fields: Readonly<Record<string, unknown>>, key: string): unknown => {
  if (key === "__provider" && isLong(fields[key])) return providerRemoved;
  if (key === "text" && typeof fields["hash"] === "string") return codeRemoved;
  return reduced(fields[key]);
};

const reduced = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reduced);
  if (!isFields(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, withoutCode(value, key)]));
};

const reducedResource = (resource: ExportedResource): unknown =>
  reduced(Object.fromEntries(Object.entries(resource).filter(([key]) => !droppedKeys.has(key))));

/**
 * The state as a text that any machine can import: without code, times, paths and ports, secrets in plain
 * text, one line per resource. Importing encrypts the secrets again, with the key of the importing stack.
 */
export const reduceState = ({ version, deployment }: ExportedState, urls: LocalUrls): string => {
  const { magic, version: engine } = deployment.manifest;
  const lines = deployment.resources.map((each) => JSON.stringify(reducedResource(each)));
  const manifest = JSON.stringify({ magic, version: engine });
  const text = `{"version":${version},"deployment":{"manifest":${manifest},"resources":[
${lines.join(",\n")}
]}}
`;
  return text.replaceAll(urls.store, storeUrl).replace(/http:\/\/127\.0\.0\.1:\d+/g, gatewayUrl);
};
