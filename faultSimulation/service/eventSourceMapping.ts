import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type { MemoryCloud } from "./memory/memoryCloud";
import { observeCompletion, orderIdIn } from "../invariants/history/observeCompletion";
import type { History } from "../invariants/history/history";
import type { SimulationContext } from "../engine/simulationContext";
import type { InvocationResult, LambdaFunction } from "./lambdaFunction";
import type { ReceivedMessage } from "./memory/memoryQueue";

export interface EventSourceMappingParts extends SimulationContext {
  readonly cloud: MemoryCloud;
  readonly history: History;
  readonly processOrders: LambdaFunction<SQSEvent, SQSBatchResponse>;
  /** Messages for the next invocation; up to ten, by chance, if absent. */
  readonly batchSize?: () => number;
}

const maximumConcurrency = 3;
/** How often Lambda's pollers look, at most. */
const lookEveryMs = 250;

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

/** The ids that stay in the queue; all of them when the answer names one that was not in the batch. */
const staying = (batch: readonly ReceivedMessage[], answer: SQSBatchResponse): Set<string> => {
  const known = new Set(batch.map(({ messageId }) => messageId));
  const named = answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return named.every((id) => known.has(id)) ? new Set(named) : known;
};

/** Lambda's event source mapping: at most three invocations at once, partial batch responses. */
export const startEventSourceMapping = (parts: EventSourceMappingParts): void => {
  const { clock, random, faultInjector, trace, cloud, processOrders } = parts;
  const { batchSize = () => random.integer(1, 10) } = parts;
  const { queue } = cloud;
  let running = 0;

  const remove = (invocation: string, { body, receiptHandle }: ReceivedMessage): void => {
    observeCompletion(parts, invocation, body);
    if (!faultInjector.injects("delete lost")) queue.delete(receiptHandle);
  };

  const settle = (
    batch: readonly ReceivedMessage[],
    ended: InvocationResult<SQSBatchResponse>,
  ): void => {
    running -= 1;
    trace.add(ended.invocation, ended.kind);
    const stay = ended.kind === "returned" ? staying(batch, ended.value) : undefined;
    const done = stay ? batch.filter(({ messageId }) => !stay.has(messageId)) : [];
    for (const message of done) remove(ended.invocation, message);
    arrange();
  };

  const start = (): boolean => {
    const batch = queue.receive(batchSize());
    if (faultInjector.injects("messages reordered")) batch.reverse();
    if (batch.length === 0) return false;
    running += 1;
    trace.add(
      "queue",
      "hands out",
      undefined,
      batch.map(({ body, receiveCount }) => [orderIdIn(body), receiveCount]),
    );
    const Records = batch.map(toRecord);
    void processOrders.invoke({ Records }).then((ended) => settle(batch, ended));
    return true;
  };

  let cancel = (): void => undefined;
  const look = (): void => {
    while (running < maximumConcurrency && start());
    arrange();
  };
  /** Looks again when there is something to see and somebody free to work on it. */
  const arrange = (): void => {
    cancel();
    const next = running < maximumConcurrency ? queue.nextVisibleAt() : undefined;
    if (next === undefined) return;
    cancel = clock.schedule(Math.max(next, clock.now()) + random.integer(1, lookEveryMs), look);
  };
  queue.onChange(arrange);
  arrange();
};
