import { setTimeout } from "node:timers/promises";
import type { InvocationResult } from "../../local/lambda/functionDefinition";
import type { SimulatedStore } from "../../simulator/simulatedStore";
import { convertedCart } from "./convertedCart";
import { signatureHeaders } from "./signatureHeaders";

export interface TrafficOptions {
  readonly store: SimulatedStore;
  readonly webhookUrl: string;
  readonly webhookSecret: string;
  readonly clientSecret: string;
  readonly poll: () => Promise<InvocationResult>;
}

/** What happens in a store and at its service all the time: orders, edits, webhooks and polls. */
export interface Traffic {
  /** The ids of all orders so far. */
  readonly placed: () => readonly number[];
  /** The last note that staff wrote, by order. */
  readonly notes: ReadonlyMap<number, string>;
  /** Statuses of the responses to webhooks, or why there was no response. */
  readonly responses: readonly (number | string)[];
  /** Polls that failed. */
  readonly failedPolls: readonly InvocationResult[];
  readonly place: () => number;
  readonly edit: (id: number, note: string) => void;
  readonly sendWebhook: () => Promise<void>;
  readonly poll: () => Promise<void>;
  /** Webhooks carry this secret from now on. */
  readonly rotate: (webhookSecret: string) => void;
  readonly stop: () => Promise<void>;
}

/** Milliseconds between two of a kind; the store allows 150 requests in half a minute. */
const pace = { orders: 2_000, edits: 3_000, webhooks: 1_000, polls: 10_000 };

/** Checkouts in turn: physical orders of a card payment and of an offline payment, and digital orders. */
const checkouts = [
  { kind: "physical" },
  { kind: "physical", statusId: 7 },
  { kind: "digital" },
] as const;

export const startTraffic = (options: TrafficOptions): Traffic => {
  const { store } = options;
  const stopping = new AbortController();
  const placed: number[] = [];
  const notes = new Map<number, string>();
  const responses: (number | string)[] = [];
  const failedPolls: InvocationResult[] = [];
  let secret = options.webhookSecret;
  let edits = 0;
  let lastPoll = Promise.resolve();

  const place = (): number => {
    const checkout = checkouts[placed.length % checkouts.length];
    const { id } = store.place(checkout);
    placed.push(id);
    return id;
  };
  const edit = (id: number, note: string): void => {
    store.edit(id, { staff_notes: note });
    notes.set(id, note);
  };
  /** Edits orders of all ages. */
  const editInTurn = (): void => {
    edits += 1;
    const id = placed[(edits * 7) % placed.length];
    if (id !== undefined) edit(id, `note ${edits}`);
  };
  const sendWebhook = async (): Promise<void> => {
    const body = JSON.stringify(convertedCart(placed.at(-1)));
    const headers = {
      "content-type": "application/json",
      "X-Webhook-Secret": secret,
      ...signatureHeaders(body, new Date(), options.clientSecret),
    };
    const response = await fetch(options.webhookUrl, { method: "POST", headers, body }).then(
      ({ status }) => status,
      (error: unknown) => String(error),
    );
    responses.push(response);
  };
  const pollNow = async (): Promise<void> => {
    const result = await options.poll();
    if (result.error) failedPolls.push(result);
  };
  /** One after the other, as the schedule has them. */
  const poll = (): Promise<void> => {
    lastPoll = lastPoll.then(pollNow);
    return lastPoll;
  };

  const { signal } = stopping;
  const repeat = async (everyMs: number, action: () => unknown): Promise<void> => {
    while (!signal.aborted) {
      await action();
      await setTimeout(everyMs, undefined, { signal }).catch(() => undefined);
    }
  };
  place();
  const running = [
    repeat(pace.orders, place),
    repeat(pace.edits, editInTurn),
    repeat(pace.webhooks, sendWebhook),
    repeat(pace.polls, poll),
  ];
  return {
    placed: () => [...placed],
    notes,
    responses,
    failedPolls,
    place,
    edit,
    sendWebhook,
    poll,
    rotate: (webhookSecret) => void (secret = webhookSecret),
    stop: async () => {
      stopping.abort();
      await Promise.all(running);
    },
  };
};
