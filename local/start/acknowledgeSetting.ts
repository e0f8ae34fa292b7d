import path from "node:path";
import type { StackSettings } from "../declareStack";
import { stackConfig } from "../stackConfig";

const projectRoot = path.join(__dirname, "..", "..");

/**
 * The setting `acknowledge` of a run, which overrides a valid value in Pulumi.dev.yaml. An invalid value
 * is kept, so that the program rejects it.
 */
export const acknowledgeSetting = (
  wanted: "on" | "plan",
  config: StackSettings,
  directory = projectRoot,
): string => {
  const { project, values } = stackConfig({ stack: "dev", directory, config });
  const configured = values[`${project}:acknowledge`] ?? wanted;
  return ["on", "off", "plan"].includes(configured) ? wanted : configured;
};
