import {
  type AwsResponse,
  type AwsService,
  parseFields,
  type Fields,
  jsonError,
  jsonResponse,
  stringField,
} from "./awsService";
import type { MessagingEmulator } from "./messagingEmulator";

export interface QueueDefinition {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly visibilityTimeoutSeconds: number;
  readonly delaySeconds: number;
  /** SQS attributes as CreateQueue takes them. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface QueueDepth {
  readonly visible: number;
  readonly delayed: number;
  readonly inFlight: number;
}

/** Holds a queue's next messages ready, shuffled as those of a standard queue. */
export interface Prefetch {
  /** Held, and not handed to anybody yet: they count as visible. */
  readonly undelivered: () => number;
  readonly take: (most: number, visibilitySeconds?: number) => Promise<readonly Fields[]>;
}

export interface Queues extends AwsService {
  readonly create: (definition: QueueDefinition) => Promise<void>;
  /** By name, URL or ARN. */
  readonly find: (name: string) => QueueDefinition;
  /** An SQS action on a queue, as its clients call it. */
  readonly call: (action: string, parameters: Fields) => Promise<Fields>;
  readonly depth: (queue: QueueDefinition) => Promise<QueueDepth>;
  /** Zero when the queue is empty. */
  readonly oldestAgeSeconds: (queue: QueueDefinition) => Promise<number>;
  /** From now on the queue's messages come by these hands. */
  readonly setPrefetch: (queue: QueueDefinition, prefetches: Prefetch) => void;
}

interface QueuesOptions {
  readonly emulator: MessagingEmulator;
  /** Divides visibility timeouts and delays. */
  readonly timeFactor: number;
}

/** What functions do with messages, singly or as a batch; each needs the permission of its name. */
const messageActions = new Set([
  "SendMessage",
  "ReceiveMessage",
  "DeleteMessage",
  "ChangeMessageVisibility",
  "GetQueueAttributes",
]);

/** A message that was received more often is no longer asked for its age (SQS, "Available CloudWatch metrics"). */
const maxReceivesForAge = 3;

const maxDelaySeconds = 900;
const maxVisibilitySeconds = 43_200;

const numberOrDefault = (value: unknown, usual: number): number =>
  typeof value === "number" ? value : usual;

const entriesOf = (body: Fields): readonly Fields[] =>
  Array.isArray(body.Entries) ? (body.Entries as readonly Fields[]) : [];

/** fauxqs accepts what AWS refuses here. */
const invalidDelay = (action: string, body: Fields): string | undefined => {
  const entries = action.endsWith("Batch") ? entriesOf(body) : [body];
  const delays = entries.map(({ DelaySeconds }) => numberOrDefault(DelaySeconds, 0));
  const wrong = delays.find((delay) => delay < 0 || delay > maxDelaySeconds);
  return wrong === undefined
    ? undefined
    : `Value ${wrong} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`;
};

/** The times that each action carries, shortened; the queue's own stand in where none is given. */
const scaleTimes = (
  queue: QueueDefinition,
  timeFactor: number,
): Readonly<Record<string, (fields: Fields) => Fields>> => {
  const delayed = (fields: Fields): Fields => ({
    ...fields,
    DelaySeconds: numberOrDefault(fields.DelaySeconds, queue.delaySeconds) / timeFactor,
  });
  const hidden = (fields: Fields): Fields => {
    const seconds = numberOrDefault(fields.VisibilityTimeout, queue.visibilityTimeoutSeconds);
    const valid = seconds <= maxVisibilitySeconds;
    return { ...fields, VisibilityTimeout: valid ? seconds / timeFactor : seconds };
  };
  const each = (change: (fields: Fields) => Fields) => (body: Fields) => ({
    ...body,
    Entries: entriesOf(body).map(change),
  });
  return {
    SendMessage: delayed,
    SendMessageBatch: each(delayed),
    ReceiveMessage: hidden,
    ChangeMessageVisibility: hidden,
    ChangeMessageVisibilityBatch: each(hidden),
  };
};

/** Other consumers of a queue get what its event source would have got next, and only that. */
const receivePrefetched = async (
  { take }: Prefetch,
  { MaxNumberOfMessages, VisibilityTimeout }: Fields,
): Promise<AwsResponse> => {
  const seconds = typeof VisibilityTimeout === "number" ? VisibilityTimeout : undefined;
  const Messages = await take(Math.min(numberOrDefault(MaxNumberOfMessages, 1), 10), seconds);
  return jsonResponse(200, Messages.length > 0 ? { Messages } : {});
};

/** Amazon SQS: fauxqs behind the declared queue URLs, which it would not know. */
export const queueService = ({ emulator, timeFactor }: QueuesOptions): Queues => {
  const queues: QueueDefinition[] = [];
  const emulatorUrls = new Map<QueueDefinition, string>();
  const hands = new Map<QueueDefinition, Prefetch>();

  const findQueue = (name: string): QueueDefinition | undefined =>
    queues.find((queue) => [queue.name, queue.url, queue.arn].includes(name));
  const find = (name: string): QueueDefinition => {
    const queue = findQueue(name);
    if (!queue) throw new Error(`No queue is called ${name}`);
    return queue;
  };
  const send = (action: string, body: Fields): Promise<AwsResponse> =>
    emulator.send({
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `AmazonSQS.${action}`,
      },
      body: JSON.stringify(body),
    });
  const withDeclaredUrls = (text: string): string =>
    [...emulatorUrls].reduce((shown, [queue, url]) => shown.replaceAll(url, queue.url), text);

  const execute = async (action: string, body: Fields): Promise<AwsResponse> => {
    const reason = invalidDelay(action, body);
    if (reason !== undefined) return jsonError(400, "InvalidParameterValue", reason);
    const queue = findQueue(stringField(body, "QueueUrl"));
    if (!queue) return send(action, body);
    const change = scaleTimes(queue, timeFactor)[action];
    const QueueUrl = emulatorUrls.get(queue);
    const response = await send(action, { ...(change?.(body) ?? body), QueueUrl });
    return { ...response, body: withDeclaredUrls(response.body) };
  };
  const call: Queues["call"] = async (action, parameters) => {
    const { status, body } = await execute(action, parameters);
    if (status !== 200) throw new Error(`${action} was refused: ${body}`);
    return parseFields(body);
  };

  return {
    find,
    call,
    setPrefetch: (queue, own) => void hands.set(queue, own),
    create: async (queue) => {
      const answer = await send("CreateQueue", {
        QueueName: queue.name,
        Attributes: queue.attributes,
      });
      if (answer.status !== 200) throw new Error(`CreateQueue ${queue.name}: ${answer.body}`);
      queues.push(queue);
      emulatorUrls.set(queue, stringField(parseFields(answer.body), "QueueUrl"));
    },
    depth: async (queue) => {
      const { Attributes } = await call("GetQueueAttributes", {
        QueueUrl: queue.url,
        AttributeNames: ["All"],
      });
      const attributes = Attributes as Readonly<Record<string, string>>;
      const count = (suffix: string): number =>
        Number(attributes[`ApproximateNumberOfMessages${suffix}`]);
      const prefetched = hands.get(queue)?.undelivered() ?? 0;
      return {
        visible: count("") + prefetched,
        delayed: count("Delayed"),
        inFlight: count("NotVisible") - prefetched,
      };
    },
    oldestAgeSeconds: async (queue) => {
      const messages = await emulator.inspect(queue.name);
      const counted = messages.filter(
        (message) => message.approximateReceiveCount <= maxReceivesForAge,
      );
      const sent = counted.map(({ sentTimestamp }) => sentTimestamp);
      return sent.length === 0 ? 0 : (Date.now() - Math.min(...sent)) / 1000;
    },
    accessDenied: (why) => {
      const said = jsonError(403, "com.amazon.coral.service#AccessDeniedException", why);
      return { ...said, headers: { ...said.headers, "x-amzn-query-error": "AccessDenied;Sender" } };
    },
    requiredPermissions: ({ action, body }) => {
      const permission = action.replace(/Batch$/, "");
      if (!messageActions.has(permission)) return undefined;
      const url = stringField(parseFields(body), "QueueUrl");
      return [{ action: `sqs:${permission}`, resource: findQueue(url)?.arn ?? url }];
    },
    handle: async ({ action, body }) => {
      const fields = parseFields(body);
      const queue = findQueue(stringField(fields, "QueueUrl"));
      const own = queue && action === "ReceiveMessage" ? hands.get(queue) : undefined;
      return own ? receivePrefetched(own, fields) : execute(action, fields);
    },
  };
};
