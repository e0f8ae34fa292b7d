import { allScopes, type ApiAccount } from "./api/accounts";
import { type Faults, faults as faultsOf } from "./api/faults";
import { type Quota, quota as quotaOf, standardQuota } from "./api/quota";
import { requestLog, type RequestLog } from "./api/requestLog";
import { type Behaviour, defaultBehaviour } from "./behaviour";
import { type Clock, realClock } from "./clock";
import type { Links } from "./documents/links";
import { orderSerializer, type OrderSerializer } from "./documents/orderSerializer";
import { type Deliveries, deliveries as deliveriesOf } from "./hooks/deliveries";
import { hookRegistry, type HookRegistry } from "./hooks/hookRegistry";
import { mailbox, type Mailbox } from "./hooks/mailbox";
import { httpSender } from "./hooks/webhookSender";
import { orderCommands, type OrderCommands } from "./orders/orderCommands";
import { orderStore, type OrderStore } from "./orders/orderStore";
import { seededRandom } from "./seededRandom";
import type { StoreOptions } from "./storeOptions";

/** The parts that a store is composed of. */
export interface StoreParts extends Mailbox {
  readonly hash: string;
  readonly storeId: number;
  readonly clock: Clock;
  readonly behaviour: Behaviour;
  readonly links: Links;
  readonly accounts: readonly [ApiAccount, ...ApiAccount[]];
  readonly store: OrderStore;
  readonly serializer: OrderSerializer;
  readonly commands: OrderCommands;
  readonly hooks: HookRegistry;
  readonly deliveries: Deliveries;
  readonly quota: Quota;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly close: () => void;
}

/** A number in the format of BigCommerce's ids, the same for the same hash. */
const storeIdOf = (hash: string): number =>
  seededRandom(...Buffer.from(hash)).integer(1_000_000, 1_999_999);

const accountsOf = ({
  token,
  clientId,
  clientSecret,
  accounts = [],
}: StoreOptions): StoreParts["accounts"] => [
  {
    token,
    clientId: clientId ?? "simulatedclient",
    clientSecret: clientSecret ?? "simulated-client-secret",
    scopes: allScopes,
  },
  ...accounts,
];

const clockOf = ({ clock, now }: StoreOptions): Clock =>
  clock ?? realClock(now && (() => now().getTime()));

/** Everything about hooks, from their registry to the HTTP client. */
const hookParts = (
  options: StoreOptions,
  base: Pick<StoreParts, "clock" | "behaviour" | "accounts" | "storeId">,
) => {
  const { clock, accounts, behaviour, storeId } = base;
  const mails = mailbox(clock);
  const hooks = hookRegistry({ clock, sendMail: mails.sendMail });
  const sender = httpSender();
  const deliveries = deliveriesOf({
    clock,
    hooks,
    behaviour,
    sendMail: mails.sendMail,
    origin: { storeHash: options.hash, storeId, behaviour },
    random: seededRandom(options.seed ?? 1, 6),
    send: options.sendWebhook ?? sender.send,
    secretOf: (clientId) => accounts.find((account) => account.clientId === clientId)?.clientSecret,
  });
  return { ...mails, hooks, deliveries, close: sender.close };
};

export const storeParts = (options: StoreOptions): StoreParts => {
  const { hash, seed = 1, orders = 0, spanMinutes = 90 } = options;
  const clock = clockOf(options);
  const behaviour = { ...defaultBehaviour, ...options.behaviour };
  const base = { hash, clock, behaviour, accounts: accountsOf(options), storeId: storeIdOf(hash) };
  const webhooks = hookParts(options, base);
  const links: Links = { base: options.linkBase ?? "https://api.bigcommerce.com", hash };
  const store = orderStore({ clock, seed, orders, spanMinutes });
  return {
    ...base,
    ...webhooks,
    links,
    store,
    serializer: orderSerializer({ store, links, behaviour }),
    commands: orderCommands({ store, clock, behaviour, emit: webhooks.deliveries.emit }),
    quota: quotaOf(clock, options.quota ?? standardQuota),
    faults: faultsOf(clock, seededRandom(seed, 7)),
    log: requestLog(clock),
  };
};
