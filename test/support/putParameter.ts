import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { only, types } from "./recordedStack";
import type { RunningService } from "./runningService";

/** What `pulumi up` does to a parameter whose secret was rotated: test/infra/rotation.test.ts. */
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
