/** Of `npm start` and `npm run invoke`. */
export const exitCode = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Exits with the command's code; prints an unexpected error without its stack. */
export const runMain = (main: () => Promise<number>): void => {
  // The SDK's warning is about the local Node, not about the one that is deployed.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  main().then(
    (code) => process.exit(code),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(exitCode.failed);
    },
  );
};
