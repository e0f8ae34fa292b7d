import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const { resolve } = createRequire(__filename);
const packageFile = resolve("@pulumi/aws/package.json");
const packageFolder = path.dirname(packageFile);

/** The version of the installed `@pulumi/aws`, whose declarations the provider follows. */
export const awsPackageVersion = (): string => {
  const { version } = JSON.parse(readFileSync(packageFile, "utf8")) as { readonly version: string };
  return version;
};

/** A resource type of the installed `@pulumi/aws`, as its declarations describe it. */
export interface AwsType {
  readonly inputs: ReadonlySet<string>;
  /** Outputs that AWS always returns, with a value of the declared type. */
  readonly computed: Readonly<Record<string, unknown>>;
}

const emptyValues: Readonly<Record<string, unknown>> = {
  string: "",
  number: 0,
  boolean: false,
  "string[]": [],
};

const interfaceBody = (declarations: string, header: string): string => {
  const start = declarations.indexOf(header);
  if (start < 0) throw new Error(`@pulumi/aws declares no "${header}"`);
  return declarations.slice(start, declarations.indexOf("\n}", start));
};

const inputsOf = (declarations: string, kind: string): ReadonlySet<string> => {
  const body = interfaceBody(declarations, `export interface ${kind}Args {`);
  return new Set([...body.matchAll(/^ {4}(\w+)\??: /gm)].map(([, name = ""]) => name));
};

const computedOf = (declarations: string, kind: string): Readonly<Record<string, unknown>> => {
  const body = interfaceBody(declarations, `export declare class ${kind} extends`);
  const outputs = [...body.matchAll(/^ {4}readonly (\w+): pulumi\.Output<([\w[\]]+)>;/gm)];
  return Object.fromEntries(
    outputs.flatMap(([, name = "", type = ""]) =>
      type in emptyValues ? [[name, emptyValues[type]]] : [],
    ),
  );
};

const known = new Map<string, AwsType>();

/** @throws for a type token that the installed `@pulumi/aws` does not declare */
export const awsType = (token: string): AwsType => {
  const cached = known.get(token);
  if (cached) return cached;
  const [, module = "", kind = ""] = /^aws:([\w/]+):(\w+)$/.exec(token) ?? [];
  const declarations = readFileSync(path.join(packageFolder, `${module}.d.ts`), "utf8");
  const type = {
    inputs: inputsOf(declarations, kind),
    computed: computedOf(declarations, kind),
  };
  known.set(token, type);
  return type;
};
