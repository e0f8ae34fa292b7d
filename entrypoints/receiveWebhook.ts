import { randomUUID } from "node:crypto";
import { alertTopic } from "../adapters/alertTopic";
import { env, envNumber, envOneOf, envTexts } from "../adapters/environment";
import { jsonLog } from "../adapters/jsonLog";
import { logWithMetrics } from "../adapters/logWithMetrics";
import { orderQueue } from "../adapters/orderQueue";
import { webhookSecrets } from "../adapters/secrets";
import { webhookTable } from "../adapters/webhookTable";
import { receiveWebhook } from "../handlers/receiveWebhook";

const log = logWithMetrics(jsonLog("receive-webhook"), env("METRICS_NAMESPACE"));
const now = () => new Date();

export const handler = receiveWebhook(
  {
    secrets: webhookSecrets(env("WEBHOOK_SECRETS_PARAMETER")),
    queue: orderQueue(env("ORDERS_QUEUE_URL")),
    events: webhookTable(env("WEBHOOKS_TABLE"), envNumber("WEBHOOK_RETENTION_DAYS")),
    alerts: alertTopic({
      topicArn: env("ALERT_TOPIC_ARN"),
      links: {
        runbooksUrl: env("RUNBOOKS_URL"),
        ordersQueueUrl: env("ORDERS_QUEUE_URL"),
      },
      jobsTable: env("JOBS_TABLE"),
      retentionDays: envNumber("JOB_RETENTION_DAYS"),
      now,
      log,
    }),
    log,
    now,
    newId: randomUUID,
  },
  {
    storeHash: env("STORE_HASH"),
    scopes: envTexts("WEBHOOK_SCOPES"),
    requireSignature: envOneOf("REQUIRE_SIGNATURE", ["true", "false"]) === "true",
  },
);
