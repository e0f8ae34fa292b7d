import type {
  APIGatewayProxyEvent,
  APIGatewayProxyResult,
  SQSBatchResponse,
  SQSEvent,
} from "aws-lambda";
import { bigCommerce } from "../../adapters/bigCommerce";
import { chunksOf } from "../../adapters/chunksOf";
import { Failure } from "../../domain/failure";
import type { OrderMessage } from "../../domain/orderMessage";
import type { WebhookSecrets } from "../../domain/webhookAuth";
import { pollOrders } from "../../handlers/pollOrders";
import { processOrders } from "../../handlers/processOrders";
import { receiveWebhook } from "../../handlers/receiveWebhook";
import type {
  Alerts,
  ChunkKey,
  Jobs,
  OpenStore,
  OrderChunks,
  OrderQueue,
  OrderQueueConsumer,
  OrderRecords,
  ReceivedMessage,
} from "../../ports";
import { chunkedParts } from "../invariants/history/chunkedParts";
import type { History } from "../invariants/history/history";
import { orderIdInBody } from "../invariants/history/orderIdIn";
import { observeCheckpoint } from "../invariants/history/observeCheckpoint";
import { observeCompletion } from "../invariants/history/observeCompletion";
import type { Scenario } from "../world/scenario";
import { storeTransport, type StoreTransportParts } from "../world/storeTransport";
import { interceptPort } from "./interceptPort";
import type { Invocation } from "./invocation";
import { lambdaFunction, type LambdaFunction } from "./lambdaFunction";
import type { MemoryCloud } from "./memory/memoryCloud";
import { memoryOrderRecords } from "./memory/memoryOrderRecords";
import { cachedParameter } from "./memory/memoryParameter";
import { memorySubscriptions } from "./memory/memorySubscriptions";
import { scopesOf, webhookUrl } from "./webhooks";

/** The three functions, composed as in `entrypoints/`: the same handlers and store client, over ports in memory. */
export interface Service {
  readonly pollOrders: LambdaFunction<unknown, { queued: number }>;
  readonly receiveWebhook: LambdaFunction<APIGatewayProxyEvent, APIGatewayProxyResult>;
  readonly processOrders: LambdaFunction<SQSEvent, SQSBatchResponse>;
}

export interface ServiceParts extends StoreTransportParts {
  readonly scenario: Scenario;
  readonly cloud: MemoryCloud;
  readonly history: History;
}

/** Timeouts of the deployed functions, from `index.ts` and `infra/queueTimes.ts`. */
const timeoutMs = { pollOrders: 300_000, receiveWebhook: 10_000, processOrders: 120_000 };

export const storeHash = "abc123";
export const maxReceiveCount = 20;
const quotaReservePercent = 10;

const idSequence = () => {
  let issued = 0;
  return () => `id-${(issued += 1)}`;
};

type Current = () => Invocation;

const openStoreOf = (parts: ServiceParts, container: string, current: Current): OpenStore => {
  const { clock, random, cloud } = parts;
  const read = () => current().call("secrets", "token", cloud.accessToken.read);
  return bigCommerce({
    apiUrl: "https://store.invalid",
    storeHash,
    clientId: "",
    token: cachedParameter(read, clock.now).read,
    quotaReservePercent,
    maxBytes: parts.scenario.maxBytes,
    now: clock.date,
    random: random.next,
    transport: storeTransport(parts, container, current),
    wait: (ms) => current().sleep(ms),
  });
};

/** Sends ten messages per call, as SQS allows; a call may fail for some of its messages. */
const orderQueueOf = (
  { cloud, random, faultInjector }: ServiceParts,
  current: Current,
): OrderQueue => {
  const sendBatch = (messages: readonly OrderMessage[], delaySeconds?: number) => async () => {
    const isPartial = faultInjector.injects("partial batch failure");
    const accepted = isPartial
      ? messages.slice(0, random.integer(0, messages.length - 1))
      : messages;
    await cloud.orderQueue.send(accepted, delaySeconds);
    if (isPartial) throw new Failure("aws.failed", "The Orders queue did not accept all messages");
  };
  return {
    async send(messages, delaySeconds) {
      for (const batch of chunksOf(10, messages))
        await current().call("queue", "send", sendBatch(batch, delaySeconds));
    },
  };
};

/** A record is written in several calls: those of its chunks before and after the one of its row. */
const chunksOfRecords = (parts: ServiceParts, current: Current): OrderChunks =>
  interceptPort<OrderChunks>("chunks", parts.cloud.chunks, {
    current,
    async intercept(method, [first], effect) {
      const result = await effect();
      const { orderId } = first as ChunkKey;
      if (method === "remove") observeHalfRecord(parts, orderId);
      parts.trace.add(current().name, `chunks.${method}`, orderId);
      return result;
    },
  });

const observeHalfRecord = ({ cloud, clock, history }: ServiceParts, orderId: number): void => {
  const row = cloud.records.rows.get(orderId);
  if (row && !chunkedParts(cloud.chunks, row))
    history.halfRecords.push({ at: clock.now(), orderId });
};

const recordsOf = (parts: ServiceParts, current: Current): OrderRecords => {
  const { cloud, clock, history, trace } = parts;
  const records = memoryOrderRecords({
    rows: cloud.records.rows,
    chunks: chunksOfRecords(parts, current),
    onWrite(after, before) {
      const { id: orderId, state } = after;
      const { name: invocation } = current();
      history.recordWrites.push({ at: clock.now(), invocation, orderId, before, after });
      trace.add(invocation, `records: ${state}`, orderId);
      observeHalfRecord(parts, orderId);
    },
  });
  return interceptPort<OrderRecords>("records", records, {
    current,
    async intercept(method, [first], effect) {
      const result = await effect();
      const { name: invocation } = current();
      if (Array.isArray(first))
        history.recordReads.push({ at: clock.now(), invocation, orderIds: first as number[] });
      if (method !== "find" && result === false)
        trace.add(invocation, `records.${method} has no effect`);
      return result;
    },
  });
};

const jobsOf = (parts: ServiceParts, current: Current): Jobs =>
  interceptPort<Jobs>("jobs", parts.cloud.jobs, {
    current,
    async intercept(method, _args, effect) {
      const result = await effect();
      if (method === "moveCheckpoint") await observeCheckpoint(parts, current().name);
      return result;
    },
  });

/** Messages that the function receives by itself complete like those of the event source mapping. */
const consumerOf = (parts: ServiceParts, current: Current): OrderQueueConsumer =>
  interceptPort<OrderQueueConsumer>("consumer", parts.cloud.consumer, {
    current,
    async intercept(method, [first, seconds], effect) {
      if (method === "retryAfter") {
        const { body } = first as ReceivedMessage;
        parts.history.hiddenMessages.push({
          at: parts.clock.now(),
          body,
          seconds: Number(seconds),
        });
      }
      if (method === "requeue") {
        await effect();
        const { body } = first as ReceivedMessage;
        parts.history.requeuedMessages.push({ invocation: current().name, body });
        parts.trace.add(current().name, "requeues a message", orderIdInBody(body));
        return;
      }
      if (method !== "delete") return effect();
      for (const message of first as readonly ReceivedMessage[])
        observeCompletion(parts, current().name, message.body);
      return parts.faultInjector.injects("delete lost") ? undefined : effect();
    },
  });

const commonPorts = (parts: ServiceParts, current: Current) => {
  const { clock, trace, cloud, random } = parts;
  return {
    now: clock.date,
    random: random.next,
    alerts: interceptPort<Alerts>("alerts", cloud.alerts, { current }),
    log: (event: string, fields: Readonly<Record<string, unknown>>) => {
      const { orderId, ...details } = fields;
      const id = typeof orderId === "number" ? orderId : undefined;
      trace.add(current().name, event, id, details);
    },
  };
};

const readSecretsOf =
  ({ cloud }: ServiceParts, current: Current) =>
  (): Promise<string> =>
    current().call("secrets", "webhook", cloud.webhookSecrets.read);

const parseSecrets = (text: string): WebhookSecrets => JSON.parse(text) as WebhookSecrets;

export const createService = (parts: ServiceParts): Service => {
  const { scenario, cloud, clock } = parts;
  const newId = idSequence();
  const { acknowledge, startFrom, pollIntervalMinutes, followChanges } = scenario;
  const commonRules = { newOrderStatusIds: [7, 10, 11], startFrom, acknowledge };
  return {
    pollOrders: lambdaFunction(parts, {
      name: "poll",
      timeoutMs: timeoutMs.pollOrders,
      compose: (container, current) =>
        pollOrders(
          {
            ...commonPorts(parts, current),
            newId,
            openStore: openStoreOf(parts, container, current),
            queue: orderQueueOf(parts, current),
            jobs: jobsOf(parts, current),
            circuit: interceptPort("circuit", cloud.circuit, { current }),
            records: recordsOf(parts, current),
            secrets: async () => parseSecrets(await readSecretsOf(parts, current)()),
            // No call of an invocation: a failure of this port changes nothing, and would shift every later fault of a seed.
            subscriptions: memorySubscriptions(),
          },
          {
            ...commonRules,
            pollIntervalMinutes,
            followChanges,
            webhookUrl,
            watchedScopes: scopesOf(scenario),
          },
        ),
    }),
    receiveWebhook: lambdaFunction(parts, {
      name: "receive",
      timeoutMs: timeoutMs.receiveWebhook,
      compose: (_container, current) => {
        const secrets = cachedParameter(readSecretsOf(parts, current), clock.now);
        return receiveWebhook(
          {
            ...commonPorts(parts, current),
            newId,
            secrets: async (options) => parseSecrets(await secrets.read(options)),
            queue: orderQueueOf(parts, current),
            events: interceptPort("events", cloud.events, { current }),
          },
          { storeHash, scopes: scopesOf(scenario), requireSignature: false },
        );
      },
    }),
    processOrders: lambdaFunction(parts, {
      name: "process",
      timeoutMs: timeoutMs.processOrders,
      compose: (container, current) =>
        processOrders(
          {
            ...commonPorts(parts, current),
            newId,
            openStore: openStoreOf(parts, container, current),
            records: recordsOf(parts, current),
            consumer: consumerOf(parts, current),
            ownEvents: interceptPort("ownEvents", cloud.ownEvents, { current }),
            missingOrders: interceptPort("missingOrders", cloud.missingOrders, { current }),
            circuit: interceptPort("circuit", cloud.circuit, { current }),
          },
          { ...commonRules, physicalStatusId: 9, digitalStatusId: 8, maxReceiveCount },
        ),
    }),
  };
};
