import type { DeclaredResource } from "../../local/declareStack";
import { type EmbeddedCloud, startEmbeddedCloud } from "../../local/embeddedCloud";
import { type MockOutputs, mockOutputs } from "../../local/mockOutputs";

/** An emulated AWS on the loopback interface, for the SDK clients that the code under test creates. */
export interface AwsEmulator {
  readonly cloud: EmbeddedCloud;
  /** The declared resource with that logical name. */
  readonly named: (name: string) => DeclaredResource;
  readonly stop: () => Promise<void>;
}

const place = { stack: "test", region: "us-east-1" };

/** A resource as the Pulumi program would declare it. */
export const aResource = (
  type: string,
  name: string,
  inputs: Record<string, unknown> = {},
): DeclaredResource => {
  const { id, state }: MockOutputs = mockOutputs({ type, name, inputs, ...place });
  return {
    urn: `urn:pulumi:test::order-replication::${type}::${name}`,
    type,
    name,
    inputs,
    secretInputs: [],
    dependencies: [],
    custom: true,
    id,
    state: { ...inputs, ...state },
  };
};

/** Starts an emulator of these resources, and points this process's AWS SDK to it until `stop`. */
export const startAwsEmulator = async (resources: DeclaredResource[]): Promise<AwsEmulator> => {
  const cloud = await startEmbeddedCloud({
    stack: { ...place, project: "order-replication", config: {}, resources, outputs: {} },
  });
  const before = { ...process.env };
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: cloud.endpoint,
    AWS_REGION: place.region,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  });
  const named = (name: string): DeclaredResource => {
    const found = resources.find((resource) => resource.name === name);
    if (!found) throw new Error(`No resource ${name}`);
    return found;
  };
  return {
    cloud,
    named,
    stop: async () => {
      process.env = before;
      await cloud.stop();
    },
  };
};
