import { writeFileSync } from "node:fs";
import path from "node:path";
import type { DeclaredResource, DeclaredStack } from "../../local/declareStack";
import { type EmbeddedCloud, startEmbeddedCloud } from "../../local/embeddedCloud";
import type { Fields } from "../../local/fields";
import { awsProvider } from "../../local/provider/awsProvider";
import { startProviderServer } from "../../local/provider/providerServer";
import type { SimulatedStore } from "../../simulator/simulatedStore";
import { startStoreServer } from "../../simulator/storeServer";
import { copyProject } from "./copiedProject";
import { type PulumiCli, pulumiCli } from "./engine";
import { type FaultyProvider, faultyProvider } from "./faultyProvider";
import { startForwarder } from "./forwarder";
import { ownSettings, plantedSecrets } from "./recordedStack";
import { byFullKey, devValues, stackFileText } from "./stackFiles";

const region = "us-east-1";
const stack = "dev";
const project = "order-replication";
const stageType = "aws:apigateway/stage:Stage";

/** A copy of the program, Pulumi's CLI, a provider of AWS resources and a simulated store. */
export interface Deployment {
  readonly cli: PulumiCli;
  readonly directory: string;
  readonly store: SimulatedStore;
  /** The settings as `declareStack` takes them. */
  readonly config: Readonly<Record<string, string>>;
  /** The AWS resources that the engine has created so far. */
  readonly resources: () => readonly DeclaredResource[];
  /** Lets operations of the AWS provider fail. */
  readonly provider: FaultyProvider;
  /** Runs what the engine has created, on the embedded cloud, reachable at the deployed webhook URL. */
  readonly startCloud: () => Promise<EmbeddedCloud>;
  readonly stop: () => Promise<void>;
}

export interface DeploymentOptions {
  /** Variables that the CLI gets as well. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Sets up a stack with the commands of the README, up to and without `pulumi up`. */
export const startDeployment = async (
  engineFolder: string,
  { env = {} }: DeploymentOptions = {},
): Promise<Deployment> => {
  const { storeHash: hash, alertEmail } = ownSettings;
  const { accessToken: token, webhookSecret } = plantedSecrets;
  const [server, api, copy] = await Promise.all([
    startStoreServer({ hash, token, orders: 5, seed: 1, behaviour: { hookActivationDelayMs: 0 } }),
    startForwarder(),
    copyProject(),
  ]);
  const urlOf = ({ restApi, stageName }: Fields): string => [api.url, restApi, stageName].join("/");
  const provider = faultyProvider(
    awsProvider({
      region,
      localOutputs: ({ type, state }) => (type === stageType ? { invokeUrl: urlOf(state) } : {}),
    }),
  );
  const providerServer = await startProviderServer(provider);
  const { directory } = copy;
  const cli = pulumiCli({
    folder: engineFolder,
    directory,
    providerPort: providerServer.port,
    env,
  });

  const settings = { storeHash: hash, alertEmail, apiUrl: server.url };
  const secrets = { accessToken: token, webhookSecret };
  const file = path.join(directory, `Pulumi.${stack}.yaml`);
  writeFileSync(file, stackFileText(byFullKey(devValues)));
  await cli.succeed("stack", "init", stack);
  await cli.succeed("config", "set", "aws:region", region);
  for (const [key, value] of Object.entries(settings))
    await cli.succeed("config", "set", key, value);
  for (const [key, value] of Object.entries(secrets))
    await cli.succeed("config", "set", "--secret", key, value);
  const config = { "aws:region": region, ...settings, ...secrets };

  const clouds: EmbeddedCloud[] = [];
  const startCloud = async (): Promise<EmbeddedCloud> => {
    const deployed: DeclaredStack = {
      stack,
      project,
      region,
      config: {},
      resources: provider.resources(),
      outputs: {},
    };
    const cloud = await startEmbeddedCloud({ stack: deployed });
    clouds.push(cloud);
    api.forwardTo(cloud.apiUrl);
    return cloud;
  };

  return {
    cli,
    directory,
    store: server.store,
    config,
    resources: provider.resources,
    provider,
    startCloud,
    stop: async () => {
      for (const cloud of clouds) await cloud.stop();
      await Promise.all([providerServer.stop(), api.stop(), server.close(), copy.remove()]);
      cli.remove();
    },
  };
};
