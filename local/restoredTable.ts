import type { DeclaredResource } from "./declareStack";
import { mockOutputs } from "./mockOutputs";

const type = "aws:dynamodb/table:Table";

/** What AWS restores of a table's settings; the others are set by hand (or by the next deployment). */
const restored = ["billingMode", "hashKey", "rangeKey", "attributes", "serverSideEncryption"];

interface RestoreOptions {
  /** The inputs of the table that was restored. */
  readonly source: DeclaredResource["inputs"];
  /** Of the new table. */
  readonly region: string;
}

/** A table that a restore made, without stream, TTL, tags, protection and point-in-time recovery. */
export const restoredTable = (
  name: string,
  { source, region }: RestoreOptions,
): DeclaredResource => {
  const kept = Object.entries(source).filter(([key]) => restored.includes(key));
  const inputs = { ...Object.fromEntries(kept), name };
  const { id, state } = mockOutputs({ type, name, inputs, stack: "", region });
  return {
    type,
    name,
    urn: "",
    custom: true,
    id,
    inputs,
    secretInputs: [],
    state: { ...state, ...inputs },
    dependencies: [],
  };
};
