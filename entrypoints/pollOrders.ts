import { circuitTable } from "../adapters/circuitTable";
import {
  addedEnv,
  env,
  envNumber,
  envNumbers,
  envOneOf,
  envStrings,
} from "../adapters/environment";
import {
  alertsFromEnvironment,
  logFromEnvironment,
  runtime,
  storeFromEnvironment,
} from "../adapters/fromEnvironment";
import { jobTable } from "../adapters/jobTable";
import { orderQueue } from "../adapters/orderQueue";
import { orderLookup } from "../adapters/orderTable";
import { webhookSecrets } from "../adapters/secrets";
import { topicSubscriptions } from "../adapters/topicSubscriptions";
import { pollOrders } from "../handlers/pollOrders";

const log = logFromEnvironment("poll-orders");
const secrets = webhookSecrets(env("WEBHOOK_SECRETS_PARAMETER"));

export const handler = pollOrders(
  {
    ...runtime,
    log,
    openStore: storeFromEnvironment(log),
    alerts: alertsFromEnvironment(log),
    subscriptions: topicSubscriptions({
      topicArns: {
        "application-errors": env("ALERT_TOPIC_ARN"),
        "dead-letters": addedEnv("DEAD_LETTERS_TOPIC_ARN", ""),
      },
    }),
    queue: orderQueue(env("ORDERS_QUEUE_URL")),
    records: orderLookup(env("ORDERS_TABLE")),
    circuit: circuitTable(env("JOBS_TABLE")),
    jobs: jobTable(env("JOBS_TABLE"), envNumber("JOB_RETENTION_DAYS")),
    secrets: () => secrets({ fresh: true }),
  },
  {
    newOrderStatusIds: envNumbers("NEW_ORDER_STATUS_IDS"),
    acknowledge: envOneOf("ACKNOWLEDGE", ["on", "off", "plan"]),
    startFrom: env("START_FROM"),
    pollIntervalMinutes: envNumber("POLL_INTERVAL_MINUTES"),
    webhookUrl: env("WEBHOOK_URL"),
    watchedScopes: envStrings("WATCHED_WEBHOOKS"),
    followChanges: envOneOf("FOLLOW_CHANGES", ["true", "false"]) === "true",
  },
);
