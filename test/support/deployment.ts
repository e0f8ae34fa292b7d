import { writeFileSync } from "node:fs";
import path from "node:path";
import { type Cloud, startCloud } from "../../local/cloud";
import type { DeclaredResource } from "../../local/declareStack";
import { type AwsProvider, awsProvider } from "../../local/provider/awsProvider";
import { startProviderServer } from "../../local/provider/providerServer";
import type { Behaviour } from "../../simulator/behaviour";
import type { SimulatedStore } from "../../simulator/simulatedStore";
import type { StoreOptions } from "../../simulator/storeOptions";
import { startStoreServer } from "../../simulator/storeServer";
import { type CopiedProject, copyProject } from "./copiedProject";
import { type PulumiCli, pulumiCli } from "./engine";
import { type FaultyProvider, faultyProvider } from "./faultyProvider";
import { ownSettings, plantedSecrets } from "./recordedStack";
import { devValues, stackFileText } from "./stackFiles";

const region = "us-east-1";
const stack = "dev";

/** A copy of the program, Pulumi's CLI, a provider of AWS resources and a simulated store. */
export interface Deployment {
  readonly cli: PulumiCli;
  readonly directory: string;
  readonly store: SimulatedStore;
  /** The settings as `declareStack` takes them. */
  readonly config: Readonly<Record<string, string>>;
  /** Where the engine creates the AWS resources; functions run while they exist. */
  readonly cloud: Cloud;
  /** The AWS resources that exist now. */
  readonly resources: () => readonly DeclaredResource[];
  /** Lets operations of the AWS provider fail. */
  readonly provider: FaultyProvider;
  readonly stop: () => Promise<void>;
}

export interface DeploymentOptions {
  /** Variables that the CLI gets as well. */
  readonly env?: Readonly<Record<string, string>>;
  readonly copy?: () => Promise<CopiedProject>;
  /** Of the store, where it differs from the defaults. */
  readonly behaviour?: Partial<Behaviour>;
  readonly apiAccount?: Pick<StoreOptions, "clientId" | "clientSecret">;
  /** Divides the declared times of SQS and alarms. */
  readonly timeFactor?: number;
  /** Changes how the cloud creates and updates AWS resources. */
  readonly adaptProvider?: (provider: AwsProvider) => AwsProvider;
  /** False where the test itself sets up the stack. */
  readonly setsUp?: boolean;
}

interface StackSetup {
  readonly cli: PulumiCli;
  readonly directory: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}

const setUpStack = async ({ cli, directory, settings, secrets }: StackSetup): Promise<void> => {
  const file = path.join(directory, `Pulumi.${stack}.yaml`);
  writeFileSync(file, stackFileText(devValues));
  await cli.succeed("stack", "init", stack);
  await cli.succeed("config", "set", "aws:region", region);
  for (const [key, value] of Object.entries(settings))
    await cli.succeed("config", "set", key, value);
  for (const [key, value] of Object.entries(secrets))
    await cli.succeed("config", "set", "--secret", key, value);
};

/** Sets up a stack with the commands of the README, up to and without `pulumi up`. */
export const startDeployment = async (
  engineFolder: string,
  options: DeploymentOptions = {},
): Promise<Deployment> => {
  const { env = {}, copy: copied = copyProject, setsUp = true } = options;
  const { adaptProvider = (provider) => provider, timeFactor = 1 } = options;
  const { storeHash: hash, alertEmail } = ownSettings;
  const { accessToken: token, webhookSecret } = plantedSecrets;
  const [server, cloud, copy] = await Promise.all([
    startStoreServer({
      hash,
      token,
      orders: 5,
      seed: 1,
      ...options.apiAccount,
      behaviour: { hookActivationDelayMs: 0, ...options.behaviour },
    }),
    startCloud({ region, timeFactor, restoresTables: true }),
    copied(),
  ]);
  const { resources, localUrl } = cloud;
  const provider = faultyProvider(
    adaptProvider(awsProvider({ region, cloud: resources, localUrl })),
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
  if (setsUp) await setUpStack({ cli, directory, settings, secrets });
  const config = { "aws:region": region, ...settings, ...secrets };

  return {
    cli,
    directory,
    store: server.store,
    config,
    cloud,
    resources: resources.list,
    provider,
    stop: async () => {
      await cloud.stop();
      await Promise.all([providerServer.stop(), server.close(), copy.remove()]);
      cli.remove();
    },
  };
};
