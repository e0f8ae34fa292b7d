import { chunkTable } from "../adapters/chunkTable";
import { circuitTable } from "../adapters/circuitTable";
import { addedEnv, env, envNumber, envNumbers, envOneOf } from "../adapters/environment";
import {
  alertsFromEnvironment,
  logFromEnvironment,
  runtime,
  storeFromEnvironment,
} from "../adapters/fromEnvironment";
import { missingOrders } from "../adapters/missingOrders";
import { orderQueueConsumer } from "../adapters/orderQueueConsumer";
import { orderTable } from "../adapters/orderTable";
import { ownEvents } from "../adapters/ownEvents";
import { processOrders } from "../handlers/processOrders";

const log = logFromEnvironment("process-orders");

const jobs = {
  jobsTable: env("JOBS_TABLE"),
  retentionDays: envNumber("JOB_RETENTION_DAYS"),
  now: runtime.now,
};

export const handler = processOrders(
  {
    ...runtime,
    log,
    openStore: storeFromEnvironment(log),
    alerts: alertsFromEnvironment(log),
    records: orderTable(env("ORDERS_TABLE"), chunkTable(addedEnv("ORDER_CHUNKS_TABLE", ""))),
    consumer: orderQueueConsumer(env("ORDERS_QUEUE_URL"), env("DEAD_LETTER_QUEUE_URL")),
    ownEvents: ownEvents(jobs),
    missingOrders: missingOrders(jobs),
    circuit: circuitTable(jobs.jobsTable),
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
