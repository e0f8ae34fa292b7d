import { randomUUID } from "node:crypto";
import { alertTopic } from "../adapters/alertTopic";
import { bigCommerce } from "../adapters/bigCommerce";
import { env, envNumber, envNumbers, envOneOf, envTexts } from "../adapters/environment";
import { jobTable } from "../adapters/jobTable";
import { httpTransport } from "../adapters/httpTransport";
import { jsonLog } from "../adapters/jsonLog";
import { loggedTransport } from "../adapters/loggedTransport";
import { logWithMetrics } from "../adapters/logWithMetrics";
import { orderQueue } from "../adapters/orderQueue";
import { orderTable } from "../adapters/orderTable";
import { accessToken, webhookSecrets } from "../adapters/secrets";
import { pollOrders } from "../handlers/pollOrders";

const log = logWithMetrics(jsonLog("poll-orders"), env("METRICS_NAMESPACE"));
const now = () => new Date();
const secrets = webhookSecrets(env("WEBHOOK_SECRETS_PARAMETER"));
const retentionDays = envNumber("JOB_RETENTION_DAYS");

export const handler = pollOrders(
  {
    openStore: bigCommerce({
      apiUrl: env("STORE_API_URL"),
      storeHash: env("STORE_HASH"),
      clientId: env("STORE_CLIENT_ID"),
      token: accessToken(env("ACCESS_TOKEN_PARAMETER")),
      quotaReservePercent: envNumber("QUOTA_RESERVE_PERCENT"),
      now,
      random: Math.random,
      transport: loggedTransport(httpTransport, { log, now }),
    }),
    queue: orderQueue(env("ORDERS_QUEUE_URL")),
    secrets: () => secrets({ fresh: true }),
    records: orderTable(env("ORDERS_TABLE")),
    jobs: jobTable(env("JOBS_TABLE"), retentionDays),
    alerts: alertTopic({
      topicArn: env("ALERT_TOPIC_ARN"),
      links: {
        runbooksUrl: env("RUNBOOKS_URL"),
        ordersQueueUrl: env("ORDERS_QUEUE_URL"),
      },
      jobsTable: env("JOBS_TABLE"),
      retentionDays,
      now,
      log,
    }),
    log,
    now,
    newId: randomUUID,
  },
  {
    newOrderStatusIds: envNumbers("NEW_ORDER_STATUS_IDS"),
    acknowledge: envOneOf("ACKNOWLEDGE", ["on", "off", "plan"]),
    startFrom: env("START_FROM"),
    pollIntervalMinutes: envNumber("POLL_INTERVAL_MINUTES"),
    webhookUrl: env("WEBHOOK_URL"),
    watchedScopes: envTexts("WATCHED_WEBHOOKS"),
    followChanges: envOneOf("FOLLOW_CHANGES", ["true", "false"]) === "true",
  },
);
