import { randomUUID } from "node:crypto";
import type { Alerts, Log, OpenStore } from "../ports";
import { alertTopic } from "./alertTopic";
import { bigCommerce } from "./bigCommerce";
import { addedEnv, env, envNumber } from "./environment";
import { httpTransport } from "./httpTransport";
import { jsonLog } from "./jsonLog";
import { loggedTransport } from "./loggedTransport";
import { logWithMetrics } from "./logWithMetrics";
import { accessToken } from "./secrets";

/** The ports that more than one function needs, wired by the variables of the function's environment. */
const now = () => new Date();

export const runtime = { now, newId: randomUUID, random: Math.random };

export const logFromEnvironment = (serviceName: string): Log =>
  logWithMetrics(
    jsonLog(serviceName, addedEnv("SERVICE_VERSION", "unknown")),
    env("METRICS_NAMESPACE"),
  );

export const storeFromEnvironment = (log: Log): OpenStore =>
  bigCommerce({
    apiUrl: env("STORE_API_URL"),
    storeHash: env("STORE_HASH"),
    clientId: env("STORE_CLIENT_ID"),
    token: accessToken(env("ACCESS_TOKEN_PARAMETER")),
    quotaReservePercent: envNumber("QUOTA_RESERVE_PERCENT"),
    now,
    random: Math.random,
    transport: loggedTransport(httpTransport, { log, now }),
  });

export const alertsFromEnvironment = (log: Log): Alerts =>
  alertTopic({
    topicArn: env("ALERT_TOPIC_ARN"),
    jobsTable: env("JOBS_TABLE"),
    retentionDays: envNumber("JOB_RETENTION_DAYS"),
    links: { runbooksUrl: env("RUNBOOKS_URL"), ordersQueueUrl: env("ORDERS_QUEUE_URL") },
    now,
    log,
  });
