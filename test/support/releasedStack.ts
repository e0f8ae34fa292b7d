import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readYaml } from "../../local/stackFile";
import { storeUrl } from "../../release/state/reduceState";
import type { PlannedStep } from "../../release/upgrade/lossesIn";
import { type Deployment, startDeployment } from "./deployment";
import { projectName } from "./stackFiles";

const folder = path.join(__dirname, "..", "deployments", "releases");

/** The releases whose state is kept, as `0.1.0`. */
export const keptReleases = (): readonly string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => path.basename(file, ".json"));

/** The state that a release left on the engine. */
export const stateOf = (release: string): string =>
  readFileSync(path.join(folder, `${release}.json`), "utf8");

/** The project of the kept states is called `order-replication`; the type tokens bear this name in every project. */
const inThisProject = (state: string): string =>
  state.replaceAll(/order-replication(?!:infra:|:BigCommerceWebhook)/g, projectName);

interface KeptState {
  readonly deployment: object;
}

/** The state names the key that encrypts its secrets at the import: the key of the stack that imports. */
const withKeyOf = (directory: string, state: string): string => {
  const { encryptionsalt: salt } = readYaml(path.join(directory, "Pulumi.dev.yaml"));
  const { deployment, ...rest } = JSON.parse(state) as KeptState;
  const secrets_providers = { type: "passphrase", state: { salt } };
  return JSON.stringify({ ...rest, deployment: { ...deployment, secrets_providers } });
};

/** A stack that has the state of a release and no resources: a preview compares with the state only. */
export const startReleasedStack = async (
  engineFolder: string,
  state: string,
): Promise<Deployment> => {
  const deployment = await startDeployment(engineFolder);
  const { cli, directory } = deployment;
  const file = path.join(directory, "state.json");
  writeFileSync(file, withKeyOf(directory, inThisProject(state)));
  await cli.succeed("config", "set", "apiUrl", storeUrl);
  await cli.succeed("stack", "import", "--file", file);
  return deployment;
};

/** What an update would do. */
export const plannedSteps = async ({ cli }: Deployment): Promise<readonly PlannedStep[]> => {
  const output = await cli.succeed("preview", "--json");
  const { steps } = JSON.parse(output) as { readonly steps: readonly PlannedStep[] };
  return steps;
};
