import { Logger } from "@aws-lambda-powertools/logger";
import type { Log } from "../ports";

/** One JSON line per decision, on stdout, with the names of the function and its version. */
export const jsonLog = (serviceName: string, version: string): Log => {
  const logger = new Logger({ serviceName, persistentKeys: { version } });
  return (event, fields, level = "info") => logger[level](event, { ...fields });
};
