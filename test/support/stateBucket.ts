import type { AddressInfo } from "node:net";
import { loadMessagingEmulator } from "../../local/services/messagingEmulator";
import { unsignedAuthorization } from "../../local/services/awsService";

export interface BucketWrite {
  /** The path of the object, without the bucket. */
  readonly key: string;
  readonly bytes: number;
  /** S3 makes copies itself, without an upload. */
  readonly isCopy: boolean;
}

/** A bucket on the loopback, in which Pulumi's CLI keeps the state of stacks as in a bucket at AWS. */
export interface StateBucket {
  /** What the CLI needs to use the bucket. */
  readonly env: Readonly<Record<string, string>>;
  /** Every version of an object that was written so far. */
  readonly writes: () => readonly BucketWrite[];
  readonly stop: () => Promise<void>;
}

const region = "us-east-1";
const bucket = "state";

/** `/state/.pulumi/meta.yaml?x-id=PutObject` becomes `.pulumi/meta.yaml`. */
const keyOf = (url: string): string =>
  decodeURIComponent(new URL(url, "http://bucket").pathname).slice(`/${bucket}/`.length);

export const startStateBucket = async (): Promise<StateBucket> => {
  const { buildApp } = await loadMessagingEmulator();
  const app = buildApp({ logger: false, defaultRegion: region });
  const writes: BucketWrite[] = [];
  const sizes = new Map<string, number>();
  app.addHook("onRequest", async ({ method, url, headers }) => {
    if (method !== "PUT") return;
    const source = headers["x-amz-copy-source"];
    const isCopy = typeof source === "string";
    const size = isCopy ? sizes.get(keyOf(`/${source}`)) : Number(headers["content-length"]);
    if (size === undefined) throw new Error(`The size of ${String(source)} is not known`);
    sizes.set(keyOf(url), size);
    writes.push({ key: keyOf(url), bytes: size, isCopy });
  });
  await app.listen({ port: 0, host: "127.0.0.1" });
  const { port } = app.server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  const authorization = unsignedAuthorization("s3", region);
  const created = await fetch(`${endpoint}/${bucket}`, {
    method: "PUT",
    headers: { authorization },
  });
  if (!created.ok) throw new Error(`The bucket was not created: ${await created.text()}`);
  const address = new URLSearchParams({
    region,
    endpoint,
    use_path_style: "true",
    disable_https: "true",
  });
  return {
    env: {
      PULUMI_BACKEND_URL: `s3://${bucket}?${address.toString()}`,
      AWS_ACCESS_KEY_ID: "LOCAL",
      AWS_SECRET_ACCESS_KEY: "LOCAL",
      AWS_EC2_METADATA_DISABLED: "true",
    },
    writes: () => [...writes],
    stop: () => app.close(),
  };
};
