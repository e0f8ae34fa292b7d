import { settings } from "./config";
import type * as PollOrders from "./entrypoints/pollOrders";
import type * as ProcessOrders from "./entrypoints/processOrders";
import type * as ReceiveWebhook from "./entrypoints/receiveWebhook";
import { AlertTopic, subscriptionCounts } from "./infra/alertTopic";
import { Endpoint } from "./infra/endpoint";
import { Lambda, logGroupNamesOf, namesOf } from "./infra/lambda";
import { Monitoring } from "./infra/monitoring";
import { OrderTables } from "./infra/orderTables";
import { prepareStack } from "./infra/prepareStack";
import { RecordTable } from "./infra/recordTable";
import { Schedule } from "./infra/schedule";
import { SecretParameter } from "./infra/secretParameter";
import { StoreAccess } from "./infra/storeAccess";
import { StoreWebhooks } from "./infra/storeWebhooks";
import { WorkQueue } from "./infra/workQueue";

const { alerts, bigCommerce, home, logs, poll, processing, retention, tables, targets, webhook } =
  settings();
prepareStack(home);
const store = new StoreAccess("store", bigCommerce);
const webhookSecrets = new SecretParameter("webhook-secrets", webhook.secrets);

const applicationErrors = new AlertTopic("application-errors", alerts);
const deadLetters = new AlertTopic("dead-letters", alerts);
const topics = { applicationErrors, deadLetters };

const expiring = { hasExpiry: true, ...tables };
const orders = new OrderTables(tables);
const jobs = new RecordTable("jobs", { key: { kind: "S", at: "S" }, ...expiring });
const webhooks = new RecordTable("webhooks", { key: { orderId: "N", eventId: "S" }, ...expiring });
const queue = new WorkQueue("orders", processing);

const shared = {
  environment: {
    JOBS_TABLE: jobs.name,
    JOB_RETENTION_DAYS: retention.jobDays,
    ...applicationErrors.environment,
    ORDERS_QUEUE_URL: queue.url,
  },
  permissions: [jobs.allow("GetItem", "PutItem"), applicationErrors.publish()],
};

const receiveWebhook = new Lambda("receive-webhook", {
  entry: () => (require("./entrypoints/receiveWebhook") as typeof ReceiveWebhook).handler,
  bindings: [webhookSecrets.bindAs("WEBHOOK_SECRETS_PARAMETER"), shared],
  environment: {
    STORE_HASH: store.hash,
    REQUIRE_SIGNATURE: webhook.requireSignature,
    WEBHOOK_SCOPES: webhook.scopes,
    WEBHOOK_RETENTION_DAYS: retention.webhookDays,
    WEBHOOKS_TABLE: webhooks.name,
  },
  permissions: [webhooks.allow("GetItem", "PutItem"), queue.send()],
  limits: { timeoutSeconds: 10, memoryMegabytes: 320, ...logs },
});
const endpoint = new Endpoint("webhooks", { path: "/cart-converted", handler: receiveWebhook });
const storeWebhooks = new StoreWebhooks("hooks", { store, endpoint, webhookSecrets, ...webhook });

const pollOrders = new Lambda("poll-orders", {
  entry: () => (require("./entrypoints/pollOrders") as typeof PollOrders).handler,
  bindings: [store, storeWebhooks, orders.lookup, shared, subscriptionCounts(topics)],
  environment: {
    POLL_INTERVAL_MINUTES: poll.intervalMinutes,
    FOLLOW_CHANGES: poll.followChanges,
  },
  permissions: [queue.send()],
  limits: { timeoutSeconds: 300, memoryMegabytes: 256, ...logs },
});
new Schedule("poll-orders", { ...poll, target: pollOrders }, { dependsOn: storeWebhooks });

const processOrders = new Lambda("process-orders", {
  entry: () => (require("./entrypoints/processOrders") as typeof ProcessOrders).handler,
  bindings: [store, orders.write, shared],
  environment: {
    PHYSICAL_STATUS_ID: targets.physicalStatusId,
    DIGITAL_STATUS_ID: targets.digitalStatusId,
    MAX_RECEIVE_COUNT: processing.maxReceiveCount,
    DEAD_LETTER_QUEUE_URL: queue.deadLettersUrl,
  },
  permissions: queue.consume(),
  limits: { timeoutSeconds: queue.times.functionTimeoutSeconds, memoryMegabytes: 256, ...logs },
});
queue.triggers(processOrders);

const functions = { pollOrders, receiveWebhook, processOrders };
const alerting = { ...alerts, ...topics };
const monitoring = new Monitoring("watch", { ...functions, queue, endpoint, ...poll, ...alerting });

export { version } from "./infra/version";
export const webhookUrl = endpoint.url;
export const tableNames = { ...orders.names, jobs: jobs.name, webhooks: webhooks.name };
export const ordersStreamArn = orders.streamArn;
export const queueUrls = { orders: queue.url, deadLetters: queue.deadLettersUrl };
export const queueArns = queue.arns;
export const functionNames = namesOf(functions);
export const logGroupNames = logGroupNamesOf(functions);
export const dashboardUrl = monitoring.dashboardUrl;
export const topicArns = { applicationErrors: applicationErrors.arn, deadLetters: deadLetters.arn };
