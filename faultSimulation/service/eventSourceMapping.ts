import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type { SimulationContext } from "../engine/simulationContext";
import type { History } from "../invariants/history/history";
import { observeCompletion } from "../invariants/history/observeCompletion";
import { orderIdInBody } from "../invariants/history/orderIdIn";
import type { InvocationResult, LambdaFunction } from "./lambdaFunction";
import type { MemoryCloud } from "./memory/memoryCloud";
import type { ReceivedMessage } from "./memory/memoryQueue";

export interface EventSourceMappingParts extends SimulationContext {
  readonly cloud: MemoryCloud;
  readonly history: History;
  readonly processOrders: LambdaFunction<SQSEvent, SQSBatchResponse>;
  /** The batch size of the next invocation; 1 to 10 at random if absent. */
  readonly batchSize?: () => number;
}

const maxConcurrency = 3;
/** The longest time until a Lambda poller receives a visible message. */
const maxPollDelayMs = 250;

const toRecord = ({
  messageId,
  receiptHandle,
  body,
  receiveCount,
}: ReceivedMessage): SQSRecord => ({
  messageId,
  receiptHandle,
  body,
  attributes: {
    ApproximateReceiveCount: String(receiveCount),
    SentTimestamp: "0",
    SenderId: "x",
    ApproximateFirstReceiveTimestamp: "0",
  },
  messageAttributes: {},
  md5OfBody: "",
  eventSource: "aws:sqs",
  eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:orders",
  awsRegion: "us-east-1",
});

/** The ids that stay in the queue; all of the batch if the response names an unknown id. */
const failedIds = (batch: readonly ReceivedMessage[], response: SQSBatchResponse): Set<string> => {
  const known = new Set(batch.map(({ messageId }) => messageId));
  const named = response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return named.every((id) => known.has(id)) ? new Set(named) : known;
};

/** Lambda's event source mapping, with maximum concurrency and partial batch responses. */
export const startEventSourceMapping = (parts: EventSourceMappingParts): void => {
  const { clock, random, faultInjector, trace, cloud, processOrders } = parts;
  const { batchSize = () => random.integer(1, 10) } = parts;
  const { queue } = cloud;
  let concurrency = 0;

  const deleteMessage = (invocation: string, { body, receiptHandle }: ReceivedMessage): void => {
    observeCompletion(parts, invocation, body);
    if (!faultInjector.injects("delete lost")) queue.delete(receiptHandle);
  };

  const settle = (
    batch: readonly ReceivedMessage[],
    result: InvocationResult<SQSBatchResponse>,
  ): void => {
    concurrency -= 1;
    trace.add(result.invocation, result.kind);
    const failed = result.kind === "returned" ? failedIds(batch, result.value) : undefined;
    const settled = failed ? batch.filter(({ messageId }) => !failed.has(messageId)) : [];
    for (const message of settled) deleteMessage(result.invocation, message);
    schedulePoll();
  };

  const invokeNext = (): boolean => {
    const batch = queue.receive(batchSize());
    if (faultInjector.injects("messages reordered")) batch.reverse();
    if (batch.length === 0) return false;
    concurrency += 1;
    trace.add(
      "queue",
      "delivers",
      undefined,
      batch.map(({ body, receiveCount }) => [orderIdInBody(body), receiveCount]),
    );
    const Records = batch.map(toRecord);
    void processOrders.invoke({ Records }).then((result) => settle(batch, result));
    return true;
  };

  let cancel = (): void => undefined;
  const poll = (): void => {
    while (concurrency < maxConcurrency && invokeNext());
    schedulePoll();
  };
  /** Schedules the next poll for when a message is visible, unless concurrency is exhausted. */
  const schedulePoll = (): void => {
    cancel();
    const next = concurrency < maxConcurrency ? queue.nextVisibleAt() : undefined;
    if (next === undefined) return;
    cancel = clock.schedule(Math.max(next, clock.now()) + random.integer(1, maxPollDelayMs), poll);
  };
  queue.onChange(schedulePoll);
  schedulePoll();
};
