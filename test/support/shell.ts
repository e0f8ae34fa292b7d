import { spawn } from "node:child_process";
import type { CommandResult } from "./engine";

export interface ShellCommand {
  /** As a document shows the command. */
  readonly line: string;
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  /** What is typed at a prompt. */
  readonly input?: string;
}

/** AWS's own variable for an endpoint, which older versions of the CLI do not read. */
const awsAtEndpoint = 'aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }';

/**
 * Runs a command line as a user's shell would; `aws` calls the endpoint of the environment, and AWS never.
 * The output passes a pipe of the shell: `/dev/stdout` cannot be opened where it is a socket of Node.
 */
export const runShell = ({ line, directory, env, input = "" }: ShellCommand) =>
  new Promise<CommandResult>((resolve, reject) => {
    const script = `${awsAtEndpoint}\n{\n${line}\n} 2>&1 | cat`;
    const child = spawn("bash", ["-o", "pipefail", "-c", script], { cwd: directory, env });
    const chunks: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (chunk: string) => chunks.push(chunk));
    child.once("error", reject);
    child.once("close", (code) => resolve({ exitCode: code ?? 1, output: chunks.join("") }));
    child.stdin.end(input);
  });
