import { everyScope, type ApiAccount } from "./accounts";
import { documentedBehaviour, type Behaviour } from "./behaviour";
import type { PlacedOrder, PlaceOptions } from "./checkout";
import { realClock, type Clock } from "./clock";
import { rfc2822 } from "./dates";
import {
  deliveries as deliveriesOf,
  type Deliveries,
  type Delivery,
  type DeliveryChances,
} from "./deliveries";
import { faults as faultsOf, type Faults, type FaultRule } from "./faults";
import { gateway } from "./gateway";
import { hookDocument } from "./hook";
import { hookRegistry, type HookRegistry } from "./hookRegistry";
import { hookRoutes } from "./hookRoutes";
import { inFlight } from "./inFlight";
import { informationRoutes } from "./informationRoutes";
import type { JsonObject } from "./json";
import type { Links } from "./links";
import type { StoreRequest, StoreResponse } from "./message";
import { decimal } from "./money";
import { paymentStatusOf } from "./openingRow";
import { orderCommands, type OrderCommands } from "./orderCommands";
import { orderReader, type OrderReader } from "./orderReader";
import { orderRoutes } from "./orderRoutes";
import type { Extent, OrderRow, StatusChange } from "./orderRow";
import { orderStore, type OrderStore } from "./orderStore";
import { orderTotals } from "./orderTotals";
import { ordinary } from "./orderTraits";
import { quota as quotaOf, standardQuota, type Quota, type QuotaOptions } from "./quota";
import { random } from "./random";
import { requestLog, type RequestCounts, type RequestLog } from "./requestLog";
import { router } from "./router";
import { statusName } from "./statuses";
import { subresourceRoutes } from "./subresourceRoutes";
import { networkSender, type WebhookSender } from "./webhookSender";

export interface StoreOptions {
  readonly hash: string;
  readonly token: string;
  /** How many orders the store opens with; none if absent. */
  readonly orders?: number;
  /** The same seed gives the same orders. */
  readonly seed?: number;
  /** Time that runs by itself; `clock` for time that a test moves. */
  readonly now?: () => Date;
  readonly clock?: Clock;
  /** The opening orders were all created within this time before now. */
  readonly spanMinutes?: number;
  readonly quota?: QuotaOptions;
  /** How long every answer takes. */
  readonly latencyMs?: number;
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** Further API accounts of the store. */
  readonly accounts?: readonly ApiAccount[];
  readonly behaviour?: Partial<Behaviour>;
  /** Where links in orders point. */
  readonly linkBase?: string;
  /** Takes webhooks to their receiver; over the network if absent. */
  readonly sendWebhook?: WebhookSender;
}

export interface StatusEntry {
  readonly at: string;
  readonly from: number | null;
  readonly to: number;
  readonly by: StatusChange["by"];
}

/** An order as a person or a test wants to look at it. */
export interface OrderSummary {
  readonly id: number;
  readonly status_id: number;
  readonly status: string;
  readonly order_is_digital: boolean;
  readonly is_deleted: boolean;
  readonly date_created: string;
  readonly date_modified: string;
  readonly total_inc_tax: string;
  readonly currency: string;
  readonly lines: number;
  readonly coupons: number;
  readonly customer: string;
  readonly statusHistory: readonly StatusEntry[];
}

export interface Mail {
  readonly at: string;
  readonly to: readonly string[];
  readonly subject: string;
}

/** A BigCommerce store that exists in this process only. */
export interface SimulatedStore {
  readonly hash: string;
  readonly token: () => string;
  readonly clock: Clock;
  /** Answers an API request at once; `delayMs` and `cut` say what a network would do to the answer. */
  readonly handle: (request: StoreRequest) => StoreResponse;
  /** The same as a client sees it: waits, and fails where the connection breaks. */
  readonly call: (request: StoreRequest) => Promise<StoreResponse>;

  /** A shopper's checkout. */
  readonly place: (options?: PlaceOptions) => PlacedOrder;
  readonly setStatus: (id: number, statusId: number) => void;
  readonly edit: (id: number, fields: JsonObject) => void;
  readonly archive: (id: number) => void;
  readonly ship: (id: number, extent?: Extent) => void;
  readonly refund: (id: number, extent?: Extent) => void;
  readonly message: (id: number, text: string) => void;
  /** A historical order brought over from another system: a new id with an old date. */
  readonly importOrder: (createdAt: Date, statusId?: number) => number;
  /** An order typed in by staff. */
  readonly manualOrder: (statusId?: number) => number;

  readonly orders: () => readonly OrderSummary[];
  readonly order: (id: number) => OrderSummary | undefined;
  readonly history: (id: number) => readonly StatusEntry[];
  readonly requests: () => RequestCounts;
  readonly requestLog: RequestLog;
  readonly quota: Quota;

  /** Arms a fault; the answer disarms it. */
  readonly fail: (rule: FaultRule) => () => void;
  readonly faults: Faults;
  /** Everything answers 503 for so long. */
  readonly outage: (hours: number) => void;
  readonly rotateToken: (token: string) => void;
  readonly setLatency: (ms: number) => void;

  readonly hooks: () => readonly JsonObject[];
  readonly deliveries: () => readonly Delivery[];
  readonly disturbDeliveries: (chances: DeliveryChances) => void;
  /** Resolves when no webhook's first attempt is due or under way. */
  readonly settled: () => Promise<void>;
  readonly mails: () => readonly Mail[];
  readonly pointLinksTo: (base: string) => void;
  readonly close: () => void;
}

interface Parts {
  readonly clock: Clock;
  readonly behaviour: Behaviour;
  readonly links: Links;
  readonly accounts: readonly [ApiAccount, ...ApiAccount[]];
  readonly store: OrderStore;
  readonly reader: OrderReader;
  readonly commands: OrderCommands;
  readonly hooks: HookRegistry;
  readonly deliveries: Deliveries;
  readonly quota: Quota;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly mails: Mail[];
  readonly emails: Map<string, readonly string[]>;
  readonly storeId: number;
  readonly close: () => void;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** A number that looks like one of BigCommerce's, the same for the same hash. */
const storeIdOf = (hash: string): number =>
  random(...Buffer.from(hash)).integer(1_000_000, 1_999_999);

const mailbox = (clock: Clock) => {
  const mails: Mail[] = [];
  const emails = new Map<string, readonly string[]>();
  const mail = (clientId: string, subject: string): void => {
    mails.push({
      at: iso(clock.now()),
      to: emails.get(clientId) ?? ["owner@example.com"],
      subject,
    });
  };
  return { mails, emails, mail };
};

const accountsOf = ({
  token,
  clientId,
  clientSecret,
  accounts = [],
}: StoreOptions): [ApiAccount, ...ApiAccount[]] => [
  {
    token,
    clientId: clientId ?? "simulatedclient",
    clientSecret: clientSecret ?? "simulated-client-secret",
    scopes: everyScope,
  },
  ...accounts,
];

const assemble = (options: StoreOptions): Parts => {
  const { hash, seed = 1, now, orders = 0, spanMinutes = 90 } = options;
  const clock = options.clock ?? realClock(now ? () => now().getTime() : undefined);
  const behaviour = { ...documentedBehaviour, ...options.behaviour };
  const links: Links = { base: options.linkBase ?? "https://api.bigcommerce.com", hash };
  const accounts = accountsOf(options);
  const storeId = storeIdOf(hash);
  const { mails, emails, mail } = mailbox(clock);
  const network = networkSender();
  const hooks = hookRegistry({ clock, mail });
  const deliveries = deliveriesOf({
    clock,
    hooks,
    behaviour,
    mail,
    source: { storeHash: hash, storeId, behaviour },
    chance: random(seed, 6),
    send: options.sendWebhook ?? network.send,
    secretOf: (clientId) => accounts.find((account) => account.clientId === clientId)?.clientSecret,
  });
  const store = orderStore({ clock, seed, orders, spanMinutes });
  return {
    ...{ clock, behaviour, links, accounts, store, hooks, deliveries, mails, emails, storeId },
    reader: orderReader({ store, links, behaviour }),
    commands: orderCommands({ store, clock, behaviour, emit: deliveries.emit }),
    quota: quotaOf(clock, options.quota ?? standardQuota),
    faults: faultsOf(clock, random(seed, 7)),
    log: requestLog(clock),
    close: network.close,
  };
};

const routesOf = (parts: Parts, storeHash: string) => [
  ...orderRoutes(parts),
  ...subresourceRoutes(parts),
  ...hookRoutes({ ...parts, storeHash }, parts.clock.now),
  ...informationRoutes({ now: parts.clock.now, storeHash, storeId: parts.storeId }),
];

const summaries = ({ store }: Parts) => {
  const history = (row: OrderRow): StatusEntry[] =>
    store.history(row).map(({ at, ...change }) => ({ at: iso(at), ...change }));
  const summary = (row: OrderRow): OrderSummary => {
    const draft = store.draft(row);
    const { total, totalTax } = orderTotals(draft);
    return {
      id: row.id,
      status_id: row.statusId,
      status: statusName(row.statusId),
      order_is_digital: draft.kind === "digital",
      is_deleted: row.isDeleted,
      date_created: rfc2822(row.createdAt),
      date_modified: rfc2822(row.modifiedAt),
      total_inc_tax: decimal(total + totalTax),
      currency: draft.traits.foreignCurrency ? "EUR" : "USD",
      lines: draft.lines.length,
      coupons: draft.coupons.length,
      customer: `${draft.shopper.home.first_name} ${draft.shopper.home.last_name}`,
      statusHistory: history(row),
    };
  };
  return { history, summary };
};

const byHand = (parts: Parts) => {
  const { store, commands } = parts;
  const named = (id: number): OrderRow => {
    const row = store.find(id);
    if (!row) throw new RangeError(`Expected the id of an order, got ${id}`);
    return row;
  };
  const made = (
    source: string,
    statusId: number,
    createdAt?: number,
    externalSource?: string,
  ): number =>
    commands.create({
      traits: { ...ordinary, source, externalSource },
      statusId,
      by: "staff",
      paymentStatus: paymentStatusOf(statusId),
      createdAt,
    }).id;
  return {
    named,
    place: commands.place,
    setStatus: (id: number, statusId: number) => commands.setStatus(named(id), statusId, "staff"),
    edit: (id: number, fields: JsonObject) => commands.edit(named(id), fields),
    archive: (id: number) => commands.archive(named(id)),
    ship: (id: number, extent: Extent = "all") => commands.ship(named(id), extent),
    refund: (id: number, extent: Extent = "all") => commands.refund(named(id), extent),
    message: (id: number, text: string) => commands.message(named(id), text),
    importOrder: (createdAt: Date, statusId = 10) =>
      made("external", statusId, createdAt.getTime(), "M-MIG"),
    manualOrder: (statusId = 11) => made("manual", statusId),
  };
};

const hourMs = 3_600_000;

const disturbances = ({ faults, accounts, deliveries }: Parts) => ({
  faults,
  fail: faults.add,
  outage: (hours: number) =>
    void faults.add({ fault: { kind: "status", status: 503 }, forMs: hours * hourMs }),
  rotateToken: (token: string) => void (accounts[0].token = token),
  disturbDeliveries: deliveries.disturb,
});

/** Hands an answer over as a network would. */
const doorOf =
  (clock: Clock, handle: (request: StoreRequest) => StoreResponse) =>
  async (request: StoreRequest): Promise<StoreResponse> => {
    const response = handle(request);
    if (response.delayMs > 0)
      await new Promise<void>(
        (resolve) => void clock.schedule(clock.now() + response.delayMs, resolve),
      );
    if (response.cut === "reset" || response.cut === "hang")
      throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
    return response;
  };

export const createSimulatedStore = (options: StoreOptions): SimulatedStore => {
  const parts = assemble(options);
  const { store, clock, quota, log, deliveries, hooks, mails } = parts;
  let latencyMs = options.latencyMs ?? 0;
  const handle = gateway({
    ...parts,
    storeHash: options.hash,
    inFlight: inFlight(clock),
    router: router(routesOf(parts, options.hash)),
    latencyMs: () => latencyMs,
  });
  const { summary, history } = summaries(parts);
  const { named, ...actions } = byHand(parts);
  return {
    ...{ hash: options.hash, clock, handle, quota, requestLog: log },
    ...actions,
    ...disturbances(parts),
    token: () => parts.accounts[0].token,
    call: doorOf(clock, handle),
    orders: () => store.rows.map(summary),
    order: (id) => store.find(id) && summary(named(id)),
    history: (id) => history(named(id)),
    requests: log.counts,
    setLatency: (ms) => void (latencyMs = ms),
    hooks: () => hooks.all().map((hook) => hookDocument(hook, options.hash)),
    deliveries: deliveries.latest,
    settled: deliveries.settled,
    mails: () => mails,
    pointLinksTo: (base) => void (parts.links.base = base),
    close: parts.close,
  };
};
