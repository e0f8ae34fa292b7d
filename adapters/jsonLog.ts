import { Logger } from "@aws-lambda-powertools/logger";
import type { Log } from "../ports";

/** One JSON line per decision, on stdout. */
export const jsonLog = (serviceName: string): Log => {
  const logger = new Logger({ serviceName });
  return (event, fields, level = "info") => logger[level](event, { ...fields });
};
