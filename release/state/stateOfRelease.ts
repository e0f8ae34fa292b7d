import { type Deployment, startDeployment } from "../../test/support/deployment";
import type { CopiedProject } from "../../test/support/copiedProject";
import { type ExportedState, reduceState } from "./reduceState";

const exportState = async ({ cli, config }: Deployment): Promise<string> => {
  await cli.succeed("up", "--yes", "--skip-preview");
  const exported = await cli.succeed("stack", "export", "--show-secrets");
  const store = String(config["apiUrl"]);
  return reduceState(JSON.parse(exported) as ExportedState, { store });
};

/** Deploys a program to the embedded cloud, with secrets of the tests, and returns the state on the engine. */
export const stateOfRelease = async (
  engineFolder: string,
  copy?: () => Promise<CopiedProject>,
): Promise<string> => {
  const deployment = await startDeployment(engineFolder, { copy });
  try {
    return await exportState(deployment);
  } finally {
    await deployment.stop();
  }
};
