import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { only, types } from "./recordedStack";
import type { RunningService } from "./runningService";

/** Writes a parameter as `pulumi up` does after the rotation of a secret (test/infra/rotation.test.ts). */
export const putParameter = async (
  { cloud: { endpoint, region }, declared }: RunningService,
  name: "access-token" | "webhook-secrets",
  Value: string,
): Promise<void> => {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = new SSMClient({ endpoint, region, credentials });
  const Name = only(declared, types.parameter, name).id;
  await client.send(new PutParameterCommand({ Name, Value, Overwrite: true }));
  client.destroy();
};
