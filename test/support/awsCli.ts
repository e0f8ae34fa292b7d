import { execFileSync } from "node:child_process";

/** The major version of the AWS CLI on the `PATH`, or undefined where there is none. */
export const awsCliMajor = (): number | undefined => {
  try {
    const version = execFileSync("aws", ["--version"], { encoding: "utf8", stdio: "pipe" });
    return Number(/^aws-cli\/(\d+)\./.exec(version)?.[1]);
  } catch {
    return undefined;
  }
};
