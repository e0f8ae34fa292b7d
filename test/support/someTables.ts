import type { DeclaredResource } from "../../local/declareStack";
import { aResource } from "./awsEmulator";

type Keys = Readonly<Record<string, "S" | "N">>;

/** A table with these keys, the hash key first. */
export const aTable = (name: string, keys: Keys): DeclaredResource => {
  const [hashKey, rangeKey] = Object.keys(keys);
  return aResource("aws:dynamodb/table:Table", name, {
    attributes: Object.entries(keys).map(([key, type]) => ({ name: key, type })),
    billingMode: "PAY_PER_REQUEST",
    hashKey,
    rangeKey,
  });
};

export const chunksTable = (): DeclaredResource => aTable("chunks", { orderId: "N", chunk: "S" });
export const jobsTable = (): DeclaredResource => aTable("jobs", { kind: "S", at: "S" });
export const webhooksTable = (): DeclaredResource =>
  aTable("webhooks", { orderId: "N", eventId: "S" });
