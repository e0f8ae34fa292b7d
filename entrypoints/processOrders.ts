import { randomUUID } from "node:crypto";
import { alertTopic } from "../adapters/alertTopic";
import { bigCommerce } from "../adapters/bigCommerce";
import { orderQueueConsumer } from "../adapters/orderQueueConsumer";
import { ownEvents } from "../adapters/ownEvents";
import { env, envNumber, envNumbers, envOneOf } from "../adapters/environment";
import { httpTransport } from "../adapters/httpTransport";
import { jsonLog } from "../adapters/jsonLog";
import { loggedTransport } from "../adapters/loggedTransport";
import { logWithMetrics } from "../adapters/logWithMetrics";
import { orderTable } from "../adapters/orderTable";
import { accessToken } from "../adapters/secrets";
import { processOrders } from "../handlers/processOrders";

const log = logWithMetrics(jsonLog("process-orders"), env("METRICS_NAMESPACE"));
const now = () => new Date();
const marks = { jobsTable: env("JOBS_TABLE"), retentionDays: envNumber("JOB_RETENTION_DAYS"), now };

export const handler = processOrders(
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
    records: orderTable(env("ORDERS_TABLE")),
    consumer: orderQueueConsumer(env("ORDERS_QUEUE_URL"), env("DEAD_LETTER_QUEUE_URL")),
    ownEvents: ownEvents(marks),
    alerts: alertTopic({
      ...marks,
      topicArn: env("ALERT_TOPIC_ARN"),
      links: {
        runbooksUrl: env("RUNBOOKS_URL"),
        ordersQueueUrl: env("ORDERS_QUEUE_URL"),
      },
      log,
    }),
    log,
    now,
    newId: randomUUID,
    random: Math.random,
  },
  {
    newOrderStatusIds: envNumbers("NEW_ORDER_STATUS_IDS"),
    startFrom: env("START_FROM"),
    acknowledge: envOneOf("ACKNOWLEDGE", ["on", "off", "plan"]),
    physicalStatusId: envNumber("PHYSICAL_STATUS_ID"),
    digitalStatusId: envNumber("DIGITAL_STATUS_ID"),
    maxReceiveCount: envNumber("MAX_RECEIVE_COUNT"),
  },
);
