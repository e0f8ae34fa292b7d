import type { Fields } from "../fields";
import {
  type AwsResponse,
  type AwsService,
  jsonError,
  jsonResponse,
  parseFields,
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

/** A queue's next messages, which its event source has received and not delivered yet. */
export interface Prefetch {
  /** They count as visible. */
  readonly undelivered: () => number;
  readonly take: (count: number, visibilitySeconds?: number) => Promise<readonly Fields[]>;
}

export interface Queues extends AwsService {
  readonly create: (definition: QueueDefinition) => Promise<void>;
  /** Changes a queue's attributes, and keeps its messages. */
  readonly update: (definition: QueueDefinition) => Promise<void>;
  /** By URL. */
  readonly delete: (url: string) => Promise<void>;
  /** By name, URL or ARN. */
  readonly find: (name: string) => QueueDefinition;
  /** Executes an SQS action; the parameters are those of the API. */
  readonly call: (action: string, parameters: Fields) => Promise<Fields>;
  readonly depth: (queue: QueueDefinition) => Promise<QueueDepth>;
  /** Zero when the queue is empty. */
  readonly oldestAgeSeconds: (queue: QueueDefinition) => Promise<number>;
  /** From now on, ReceiveMessage on this queue returns prefetched messages; undefined ends that. */
  readonly setPrefetch: (queue: QueueDefinition, prefetch: Prefetch | undefined) => void;
}

interface QueuesOptions {
  readonly emulator: MessagingEmulator;
  /** Divides visibility timeouts and delays. */
  readonly timeFactor: number;
}

/** Each needs the permission of its name; batch actions need that of the single action. */
const messageActions = new Set([
  "SendMessage",
  "ReceiveMessage",
  "DeleteMessage",
  "ChangeMessageVisibility",
  "GetQueueAttributes",
]);

/** Messages received more often do not count for the age (SQS, "Available CloudWatch metrics"). */
const maxReceivesForAge = 3;

const maxDelaySeconds = 900;
const maxVisibilitySeconds = 43_200;

const numberOrDefault = (value: unknown, fallback: number): number =>
  typeof value === "number" ? value : fallback;

const entriesOf = (body: Fields): readonly Fields[] =>
  Array.isArray(body.Entries) ? (body.Entries as readonly Fields[]) : [];

/** AWS rejects such delays; fauxqs accepts them. */
const invalidDelay = (action: string, body: Fields): string | undefined => {
  const entries = action.endsWith("Batch") ? entriesOf(body) : [body];
  const delays = entries.map(({ DelaySeconds }) => numberOrDefault(DelaySeconds, 0));
  const invalid = delays.find((delay) => delay < 0 || delay > maxDelaySeconds);
  return invalid === undefined
    ? undefined
    : `Value ${invalid} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`;
};

/** By action, divides the times in its parameters, by default the queue's own. */
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

/** Other consumers of a queue compete with its event source for the same messages. */
const receivePrefetched = async (
  { take }: Prefetch,
  { MaxNumberOfMessages, VisibilityTimeout }: Fields,
): Promise<AwsResponse> => {
  const seconds = typeof VisibilityTimeout === "number" ? VisibilityTimeout : undefined;
  const Messages = await take(Math.min(numberOrDefault(MaxNumberOfMessages, 1), 10), seconds);
  return jsonResponse(200, Messages.length > 0 ? { Messages } : {});
};

/** Amazon SQS: fauxqs, behind the queue URLs that the stack declares. */
export const queueService = ({ emulator, timeFactor }: QueuesOptions): Queues => {
  /** These three are by URL. */
  const queues = new Map<string, QueueDefinition>();
  const emulatorUrls = new Map<string, string>();
  const prefetches = new Map<string, Prefetch | undefined>();

  const findQueue = (name: string): QueueDefinition | undefined =>
    queues.get(name) ??
    [...queues.values()].find((queue) => [queue.name, queue.arn].includes(name));
  const find = (name: string): QueueDefinition => {
    const queue = findQueue(name);
    if (!queue) throw new Error(`There is no queue ${name}`);
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
  const sendOrThrow = async (action: string, body: Fields): Promise<Fields> => {
    const response = await send(action, body);
    if (response.status !== 200) throw new Error(`${action} failed: ${response.body}`);
    return parseFields(response.body);
  };
  const withDeclaredUrls = (text: string): string =>
    [...emulatorUrls].reduce((result, [own, emulated]) => result.replaceAll(emulated, own), text);

  const execute = async (action: string, body: Fields): Promise<AwsResponse> => {
    const reason = invalidDelay(action, body);
    if (reason !== undefined) return jsonError(400, "InvalidParameterValue", reason);
    const queue = findQueue(stringField(body, "QueueUrl"));
    if (!queue) return send(action, body);
    const change = scaleTimes(queue, timeFactor)[action];
    const QueueUrl = emulatorUrls.get(queue.url);
    const response = await send(action, { ...(change?.(body) ?? body), QueueUrl });
    return { ...response, body: withDeclaredUrls(response.body) };
  };
  const call: Queues["call"] = async (action, parameters) => {
    const { status, body } = await execute(action, parameters);
    if (status !== 200) throw new Error(`${action} failed: ${body}`);
    return parseFields(body);
  };

  return {
    find,
    call,
    setPrefetch: ({ url }, prefetch) => void prefetches.set(url, prefetch),
    create: async (queue) => {
      const { QueueUrl } = await sendOrThrow("CreateQueue", {
        QueueName: queue.name,
        Attributes: queue.attributes,
      });
      queues.set(queue.url, queue);
      emulatorUrls.set(queue.url, String(QueueUrl));
    },
    update: async (queue) => {
      const QueueUrl = emulatorUrls.get(queue.url);
      await sendOrThrow("SetQueueAttributes", { QueueUrl, Attributes: queue.attributes });
      queues.set(queue.url, queue);
    },
    delete: async (url) => {
      await sendOrThrow("DeleteQueue", { QueueUrl: emulatorUrls.get(url) });
      for (const stored of [queues, emulatorUrls, prefetches]) stored.delete(url);
    },
    depth: async (queue) => {
      const { Attributes } = await call("GetQueueAttributes", {
        QueueUrl: queue.url,
        AttributeNames: ["All"],
      });
      const attributes = Attributes as Readonly<Record<string, string>>;
      const count = (suffix: string): number =>
        Number(attributes[`ApproximateNumberOfMessages${suffix}`]);
      const prefetched = prefetches.get(queue.url)?.undelivered() ?? 0;
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
    accessDenied: (reason) => {
      const error = jsonError(403, "com.amazon.coral.service#AccessDeniedException", reason);
      const headers = { ...error.headers, "x-amzn-query-error": "AccessDenied;Sender" };
      return { ...error, headers };
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
      const prefetch = queue && action === "ReceiveMessage" ? prefetches.get(queue.url) : undefined;
      return prefetch ? receivePrefetched(prefetch, fields) : execute(action, fields);
    },
  };
};
