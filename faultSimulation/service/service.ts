import type {
  APIGatewayProxyEvent,
  APIGatewayProxyResult,
  SQSBatchResponse,
  SQSEvent,
} from "aws-lambda";
import { bigCommerce } from "../../adapters/bigCommerce";
import { chunksOf } from "../../adapters/chunksOf";
import { Failure } from "../../domain/failure";
import type { OrderMessage } from "../../domain/message";
import type { WebhookSecrets } from "../../domain/webhookAuth";
import { pollOrders } from "../../handlers/pollOrders";
import { processOrders } from "../../handlers/processOrders";
import { receiveWebhook } from "../../handlers/receiveWebhook";
import type {
  Alerts,
  OrderQueueConsumer,
  ReceivedMessage,
  Jobs,
  OpenStore,
  OrderQueue,
  OrderRecords,
} from "../../ports";
import { observeCheckpoint } from "../invariants/history/observeCheckpoint";
import type { MemoryCloud } from "./memory/memoryCloud";
import { observeCompletion } from "../invariants/history/observeCompletion";
import type { History } from "../invariants/history/history";
import type { Invocation } from "./invocation";
import { lambdaFunction, type LambdaFunction } from "./lambdaFunction";
import { webhookUrl, scopesOf } from "./webhooks";
import { cachedParameter } from "./memory/memoryParameter";
import { interceptPort } from "./interceptPort";
import type { Scenario } from "../world/scenario";
import { storeTransport, type StoreTransportParts } from "../world/storeTransport";

/** The three functions, composed as in `entrypoints/`: other adapters, the same handlers and store client. */
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

/** Times of the deployed functions, in `index.ts` and `infra/queueTimes.ts`. */
const timeoutMs = { pollOrders: 300_000, receiveWebhook: 10_000, processOrders: 120_000 };

export const storeHash = "abc123";
export const maxReceiveCount = 20;
const quotaReservePercent = 10;

const newIds = () => {
  let made = 0;
  return () => `id-${(made += 1)}`;
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
    now: clock.date,
    random: random.next,
    transport: storeTransport(parts, container, current),
    wait: (ms) => current().sleep(ms),
  });
};

/** Ten messages a call, as SQS takes them; a call may take some of them only. */
const orderQueueOf = (
  { cloud, random, faultInjector }: ServiceParts,
  current: Current,
): OrderQueue => {
  const offer = (messages: readonly OrderMessage[], delaySeconds?: number) => async () => {
    const isPartial = faultInjector.injects("partial batch failure");
    const taken = isPartial ? messages.slice(0, random.integer(0, messages.length - 1)) : messages;
    await cloud.orderQueue.send(taken, delaySeconds);
    if (isPartial) throw new Failure("aws.failed", "The Orders queue did not accept all messages");
  };
  return {
    async send(messages, delaySeconds) {
      for (const some of chunksOf(10, messages))
        await current().call("queue", "send", offer(some, delaySeconds));
    },
  };
};

/** Which row a call is about: the port's methods name it first, alone or within what they write. */
const idIn = (argument: unknown): number =>
  typeof argument === "number" ? argument : (argument as { readonly id: number }).id;

const recordsOf = (
  { cloud, clock, history, trace }: ServiceParts,
  current: Current,
): OrderRecords =>
  interceptPort<OrderRecords>("records", cloud.records, {
    current,
    async intercept(method, [first], effect) {
      const orderId = idIn(first);
      const before = cloud.records.rows.get(orderId);
      const result = await effect();
      const after = cloud.records.rows.get(orderId);
      const { name: invocation } = current();
      if (Array.isArray(first))
        history.recordReads.push({ at: clock.now(), invocation, orderIds: first as number[] });
      if (after && after !== before) {
        const write = { at: clock.now(), invocation, method, orderId, before, after };
        history.recordWrites.push(write);
        trace.add(invocation, `records.${method}: ${after.state}`, orderId);
      }
      if (method !== "find" && result === false)
        trace.add(invocation, `records.${method} does not apply`);
      return result;
    },
  });

const jobsOf = (parts: ServiceParts, current: Current): Jobs =>
  interceptPort<Jobs>("jobs", parts.cloud.jobs, {
    current,
    async intercept(method, _args, effect) {
      const result = await effect();
      if (method === "moveCheckpoint") await observeCheckpoint(parts, current().name);
      return result;
    },
  });

/** What the function takes out of the queue itself is done with as if the mapping had taken it out. */
const deliveriesOf = (parts: ServiceParts, current: Current): OrderQueueConsumer =>
  interceptPort<OrderQueueConsumer>("consumer", parts.cloud.consumer, {
    current,
    async intercept(method, [first], effect) {
      if (method !== "delete") return effect();
      for (const delivery of first as readonly ReceivedMessage[])
        observeCompletion(parts, current().name, delivery.body);
      return parts.faultInjector.injects("delete lost") ? undefined : effect();
    },
  });

const basics = (parts: ServiceParts, current: Current) => {
  const { clock, trace, cloud, random } = parts;
  return {
    now: clock.date,
    random: random.next,
    alerts: interceptPort<Alerts>("alerts", cloud.alerts, { current }),
    log: (event: string, fields: Readonly<Record<string, unknown>>) => {
      const { orderId, ...more } = fields;
      const about = typeof orderId === "number" ? orderId : undefined;
      trace.add(current().name, event, about, more);
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
  const newId = newIds();
  const { acknowledge, startFrom, pollIntervalMinutes, followChanges } = scenario;
  const statuses = { newOrderStatusIds: [7, 10, 11], startFrom, acknowledge };
  return {
    pollOrders: lambdaFunction(parts, {
      name: "poll",
      timeoutMs: timeoutMs.pollOrders,
      compose: (container, current) =>
        pollOrders(
          {
            ...basics(parts, current),
            newId,
            openStore: openStoreOf(parts, container, current),
            queue: orderQueueOf(parts, current),
            jobs: jobsOf(parts, current),
            records: recordsOf(parts, current),
            secrets: async () => parseSecrets(await readSecretsOf(parts, current)()),
          },
          {
            ...statuses,
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
            ...basics(parts, current),
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
            ...basics(parts, current),
            newId,
            openStore: openStoreOf(parts, container, current),
            records: recordsOf(parts, current),
            consumer: deliveriesOf(parts, current),
            ownEvents: interceptPort("ownEvents", cloud.ownEvents, { current }),
          },
          { ...statuses, physicalStatusId: 9, digitalStatusId: 8, maxReceiveCount },
        ),
    }),
  };
};
