const { availableParallelism } = require("node:os");

/**
 * The tests wait for child processes much of their time; more than four at work only record the same stacks again.
 * The timeout ends what hangs: on a busy machine, tests of a second were seen to take twenty.
 */
module.exports = {
  require: ["tsx/cjs", "test/support/root.ts"],
  spec: ["test/**/*.test.ts"],
  ignore: [
    "test/journeys/kills.test.ts",
    "test/journeys/everyPermission.test.ts",
    "test/deployments/suite/**",
  ],
  timeout: 60_000,
  forbidOnly: true,
  parallel: true,
  jobs: Math.min(4, availableParallelism()),
};
