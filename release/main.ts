import { spawn } from "node:child_process";
import path from "node:path";
import { exitCode, runCommand } from "../local/runCommand";
import { type Engine, findEngine } from "../test/support/engine";
import { cutRelease, type ReleaseTools } from "./cutRelease";
import { gitProject } from "./gitProject";
import { releaseArguments, usage } from "./releaseArguments";
import type * as StateOfRelease from "./state/stateOfRelease";

const root = path.join(__dirname, "..");

const takeState = (engine: Engine): Promise<string> => {
  if ("skipped" in engine) throw new Error(engine.skipped);
  process.stdout.write("Deploying to the embedded cloud, for the state of the release\n");
  // Loading the embedded cloud takes a second, which a refusal need not wait for.
  const { stateOfRelease } = require("./state/stateOfRelease") as typeof StateOfRelease;
  return stateOfRelease(engine.folder);
};

const check = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn("npm", ["run", "check"], { cwd: root, stdio: "inherit" });
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve() : reject(new Error("npm run check failed: nothing is released")),
    );
  });

const toolsOf = (engine: Engine): ReleaseTools => ({
  project: gitProject(root),
  missingEngine: "skipped" in engine ? engine.skipped : undefined,
  takeState: () => takeState(engine),
  check,
});

runCommand({
  args: releaseArguments(process.argv.slice(2)),
  usage,
  run: async (args) => {
    // An interrupt ends the child process that works; its step then fails, and the release is undone.
    process.on("SIGINT", () => process.stderr.write("Interrupted: the release is undone\n"));
    const { version } = args;
    const date = new Date().toISOString().slice(0, "2026-11-26".length);
    const refused = await cutRelease({ version, date }, toolsOf(findEngine()));
    for (const reason of refused) process.stderr.write(`${reason}\n`);
    if (refused.length > 0) return exitCode.failed;
    process.stdout.write(`Release ${version} is committed and tagged. To publish both:
  git push --atomic origin main v${version}
`);
    return exitCode.ok;
  },
});
