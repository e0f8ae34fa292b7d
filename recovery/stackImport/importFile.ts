import { readFileSync } from "node:fs";
import { array, string, type } from "superstruct";
import { parseJson } from "../../domain/parseJson";
import { matches } from "../../domain/validation";

/** A resource in the file that `pulumi preview --import-file` writes and `pulumi import --file` reads. */
export interface ImportEntry {
  readonly type: string;
  /** Unique in the file. */
  readonly name: string;
  /** Where it is another one than `name`. */
  readonly logicalName?: string;
  /** Components have none. */
  readonly id?: string;
  readonly component?: boolean;
}

/** pulumi.com/docs/iac/guides/migration/import, "Bulk import operations" */
export interface ImportFile {
  readonly resources: readonly ImportEntry[];
}

const Written = type({ resources: array(type({ type: string(), name: string() })) });

/** @throws for a file that cannot be read, or is not one that the preview wrote */
export const readImportFile = (file: string): ImportFile => {
  const content = parseJson(readFileSync(file, "utf8"));
  if (matches(content, Written)) return content;
  throw new Error(
    `Expected ${file} to be what pulumi preview --import-file writes, got ${content === undefined ? "no JSON" : "other JSON"}`,
  );
};

/** What the preview writes for an id. */
export const placeholder = "<PLACEHOLDER>";

export const logicalNameOf = ({ name, logicalName = name }: ImportEntry): string => logicalName;

/** Resources of Pulumi itself and of dynamic providers exist in the state only, or are adopted when created. */
export const isImportable = ({ type }: ImportEntry): boolean => type.startsWith("aws:");
