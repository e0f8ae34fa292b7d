import type { AwsResponse } from "./awsService";

export interface MessagingRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A message in the emulator's own format. */
export interface EmulatedMessage {
  readonly sentTimestamp: number;
  readonly approximateReceiveCount: number;
}

interface Inspection {
  readonly messages: {
    readonly ready: readonly EmulatedMessage[];
    readonly delayed: readonly EmulatedMessage[];
    readonly inflight: readonly { readonly message: EmulatedMessage }[];
  };
}

/** fauxqs, which emulates both SQS and SNS. */
export interface MessagingEmulator {
  readonly send: (request: MessagingRequest) => Promise<AwsResponse>;
  /** All messages of a queue: visible, delayed and in flight. */
  readonly inspect: (queueName: string) => Promise<readonly EmulatedMessage[]>;
  readonly stop: () => Promise<void>;
}

/** Loading takes a while, so callers may start it before they need the emulator. */
export const loadMessagingEmulator = () => import("fauxqs");

/** Called in-process: a listening fauxqs would be open to the whole network. */
export const startMessagingEmulator = async (region: string): Promise<MessagingEmulator> => {
  const { buildApp } = await loadMessagingEmulator();
  const app = buildApp({ logger: false, defaultRegion: region });
  await app.ready();
  return {
    send: async ({ headers, body }) => {
      const response = await app.inject({ method: "POST", url: "/", headers, payload: body });
      const contentType = String(response.headers["content-type"] ?? "application/json");
      const queryError = response.headers["x-amzn-query-error"];
      return {
        status: response.statusCode,
        headers: {
          "content-type": contentType,
          ...(queryError !== undefined && { "x-amzn-query-error": String(queryError) }),
        },
        body: response.body,
      };
    },
    inspect: async (queueName) => {
      const url = `/_fauxqs/queues/${encodeURIComponent(queueName)}`;
      const { messages } = (await app.inject({ method: "GET", url })).json<Inspection>();
      const inflight = messages.inflight.map(({ message }) => message);
      return [...messages.ready, ...messages.delayed, ...inflight];
    },
    stop: () => app.close(),
  };
};
