import path from "node:path";
import type { StackSettings } from "../declareStack";
import { stackConfig } from "../stackConfig";

const projectRoot = path.join(__dirname, "..", "..");

/**
 * What a run does to its store, whatever Pulumi.dev.yaml says of yours. What makes no sense there is
 * kept, for the program to refuse it.
 */
export const acknowledgeSetting = (
  wanted: "on" | "plan",
  config: StackSettings,
  directory = projectRoot,
): string => {
  const { project, values } = stackConfig({ stack: "dev", directory, config });
  const own = values[`${project}:acknowledge`] ?? wanted;
  return ["on", "off", "plan"].includes(own) ? wanted : own;
};
