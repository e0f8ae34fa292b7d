import type { EmbeddedCloud } from "../../local/embeddedCloud";

/** Settings of an SDK client of an embedded cloud. */
export const clientSettings = ({
  endpoint,
  region,
}: Pick<EmbeddedCloud, "endpoint" | "region">) => ({
  endpoint,
  region,
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
});
