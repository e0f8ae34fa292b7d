import { type Cloud, type CloudOptions, startCloud } from "./cloud";
import type { DeclaredStack } from "./declareStack";

export interface EmbeddedCloudOptions extends Omit<CloudOptions, "region" | "project" | "config"> {
  readonly stack: DeclaredStack;
}

export interface EmbeddedCloud extends Cloud {
  /** The local URL of the stack's output `webhookUrl`. */
  readonly webhookUrl: string;
}

const webhookUrlOf = ({ outputs }: DeclaredStack, { localUrl }: Cloud): string =>
  typeof outputs.webhookUrl === "string" ? localUrl(outputs.webhookUrl) : "";

/** Creates all resources of a stack on this machine and runs them. */
export const startEmbeddedCloud = async ({
  stack,
  ...options
}: EmbeddedCloudOptions): Promise<EmbeddedCloud> => {
  const { region, project, config } = stack;
  const cloud = await startCloud({ ...options, region, project, config });
  try {
    // In the order of declaration, in which dependencies come first.
    for (const resource of stack.resources) await cloud.resources.create(resource);
  } catch (error) {
    await cloud.stop();
    throw error;
  }
  return { ...cloud, webhookUrl: webhookUrlOf(stack, cloud) };
};
