import { createHash } from "node:crypto";
import type { FunctionDefinition } from "./functionDefinition";

interface EnvironmentOptions {
  readonly folder: string;
  readonly region: string;
  readonly gatewayUrl: () => string;
  readonly extraEnvironment: Readonly<Record<string, string>>;
}

/** Each function has its own access key, by which the gateway identifies the caller. */
export const accessKeyOf = (functionName: string): string =>
  `LOCAL${createHash("sha256").update(functionName).digest("hex").slice(0, 15).toUpperCase()}`;

/** The declared variables and those that AWS adds; none of this machine. */
export const functionEnvironment = (
  definition: FunctionDefinition,
  { folder, region, gatewayUrl, extraEnvironment }: EnvironmentOptions,
): Record<string, string> => ({
  AWS_ENDPOINT_URL: gatewayUrl(),
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ACCESS_KEY_ID: accessKeyOf(definition.name),
  AWS_SECRET_ACCESS_KEY: "local",
  AWS_SESSION_TOKEN: "local",
  AWS_EXECUTION_ENV: `AWS_Lambda_${definition.runtime}`,
  AWS_LAMBDA_FUNCTION_NAME: definition.name,
  AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMegabytes),
  AWS_LAMBDA_LOG_GROUP_NAME: definition.logGroup,
  AWS_LAMBDA_LOG_STREAM_NAME: "local",
  AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
  LAMBDA_TASK_ROOT: folder,
  _HANDLER: definition.handler,
  // The warning is about the local Node, not about the declared runtime.
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  TZ: ":UTC",
  LANG: "en_US.UTF-8",
  HOME: folder, // keeps the SDK from reading the user's credentials and settings
  ...definition.environment,
  ...extraEnvironment,
});
