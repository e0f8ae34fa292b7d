/** Of the project's commands. */
export const exitCode = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** A command of the project. */
interface Command<Args> {
  /** The parsed command line; an Error if it is invalid. */
  readonly args: Args | "help" | Error;
  readonly usage: string;
  /** Resolves to the exit code. */
  readonly run: (args: Args) => Promise<number>;
}

const exitCodeOf = async <Args extends object>({
  args,
  usage,
  run,
}: Command<Args>): Promise<number> => {
  if (args === "help") {
    process.stdout.write(usage);
    return exitCode.ok;
  }
  if (!(args instanceof Error)) return run(args);
  process.stderr.write(`${args.message}\n\n${usage}`);
  return exitCode.usage;
};

/**
 * Runs a command, or prints its usage: on request, or for an invalid command line with the reason. Exits with
 * the command's code; prints an unexpected error without its stack.
 */
export const runCommand = <Args extends object>(command: Command<Args>): void => {
  // The SDK's warning is about the local Node, not about the one that is deployed.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  exitCodeOf(command).then(
    (code) => process.exit(code),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(exitCode.failed);
    },
  );
};
