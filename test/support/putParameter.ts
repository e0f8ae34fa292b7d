import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { clientSettings } from "./clientSettings";
import { only, types } from "./recordedStack";
import type { RunningService } from "./runningService";

/** Writes a parameter as `pulumi up` does after the rotation of a secret (test/infra/rotation.test.ts). */
export const putParameter = async (
  { cloud, declared }: RunningService,
  name: "access-token" | "webhook-secrets",
  Value: string,
): Promise<void> => {
  const client = new SSMClient(clientSettings(cloud));
  const Name = only(declared, types.parameter, name).id;
  await client.send(new PutParameterCommand({ Name, Value, Overwrite: true }));
  client.destroy();
};
