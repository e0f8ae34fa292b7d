import { escapeMarkup } from "../api/xml";
import type { Delivery } from "../hooks/delivery";
import type { OrderSummary, StatusEntry } from "../orders/orderSummary";
import { statusName } from "../orders/statuses";
import type { SimulatedStore } from "../simulatedStore";

const ordersPerPage = 100;
const maxDeliveries = 30;
const maxRequests = 20;

const style = `
  :root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 15%, transparent); --soft: color-mix(in srgb, currentColor 60%, transparent); }
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 1.5rem; margin-bottom: 0; } h2 { font-size: 1.1rem; margin-top: 2.5rem; }
  p.about, .soft { color: var(--soft); }
  table { border-collapse: collapse; width: 100%; } th { text-align: left; font-weight: 600; }
  th, td { padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
  td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; } .wide { overflow-x: auto; }
  .counters { display: flex; flex-wrap: wrap; gap: 2rem; margin: 1.5rem 0; } .counters b { display: block; font-size: 1.6rem; font-weight: 600; }
  code { font-size: .9em; overflow-wrap: anywhere; } .bad { color: #c0392b; } .good { color: #2e8b57; }
`;

const text = (value: unknown): string =>
  escapeMarkup(typeof value === "string" ? value : (JSON.stringify(value) ?? ""));

const time = (at: number | string): string =>
  new Date(at).toISOString().slice(0, 19).replace("T", " ");

const table = (headings: readonly string[], rows: readonly string[], empty: string): string =>
  rows.length === 0
    ? `<p class="soft">${empty}</p>`
    : `<div class="wide"><table><tr>${headings.map((heading) => `<th>${heading}</th>`).join("")}</tr>\n${rows.join("\n")}</table></div>`;

const statusStep = ({ at, to, by }: StatusEntry): string =>
  `${text(statusName(to))} <span class="soft">${time(at).slice(11)} ${text(by)}</span>`;

const orderRow = (order: OrderSummary): string =>
  `<tr><td><a href="orders/${order.id}">${order.id}</a></td><td>${text(order.customer)}</td><td class="number">${text(order.total_inc_tax.slice(0, -2))} ${text(order.currency)}</td>` +
  `<td class="number">${order.lines}</td><td>${text(order.status)}${order.is_deleted ? " (archived)" : ""}</td><td>${order.statusHistory.map(statusStep).join(" → ")}</td></tr>`;

const orders = (store: SimulatedStore, page: number): string => {
  const shown = store.latestOrders(ordersPerPage, (page - 1) * ordersPerPage);
  const headings = ["Order", "Customer", "Total", "Lines", "Status", "History"];
  const pages = Math.max(1, Math.ceil(store.size() / ordersPerPage));
  const older = page < pages ? `<a href="?page=${page + 1}">older</a>` : "";
  const newer = page > 1 ? `<a href="?page=${page - 1}">newer</a>` : "";
  return `${table(headings, shown.map(orderRow), "No orders on this page.")}<p>Page ${page} of ${pages} ${newer} ${older}</p>`;
};

const hooks = (store: SimulatedStore): string => {
  const rows = store.hooks().map((hook) => {
    const state = hook["is_active"]
      ? `<span class="good">active</span>`
      : `<span class="bad">inactive</span>`;
    return `<tr><td>${text(hook["id"])}</td><td><code>${text(hook["scope"])}</code></td><td><code>${text(hook["destination"])}</code></td><td>${state}</td></tr>`;
  });
  return table(["Hook", "Scope", "Destination", "State"], rows, "No hooks are registered.");
};

const states: Readonly<Record<Delivery["state"], string>> = {
  delivered: "good",
  failed: "bad",
  dropped: "bad",
  pending: "soft",
};

const deliveryRow = ({ createdAt, scope, data, state, attempts }: Delivery): string => {
  const results = attempts
    .map(({ at, result }) => `${text(result)} <span class="soft">${time(at).slice(11)}</span>`)
    .join(", ");
  return `<tr><td>${time(createdAt)}</td><td><code>${text(scope)}</code></td><td><code>${text(data)}</code></td><td class="${states[state]}">${state}</td><td>${results}</td></tr>`;
};

const deliveries = (store: SimulatedStore): string =>
  table(
    ["At", "Event", "Data", "State", "Attempts"],
    store.deliveries().slice(0, maxDeliveries).map(deliveryRow),
    "No deliveries yet.",
  );

const requests = (store: SimulatedStore): string => {
  const rows = store.requestLog.latest().slice(0, maxRequests);
  const written = rows.map(
    ({ at, method, path, status }) =>
      `<tr><td>${time(at)}</td><td>${text(method)}</td><td><code>${text(path)}</code></td><td>${status}</td></tr>`,
  );
  return table(["At", "Method", "Path", "Status"], written, "No requests yet.");
};

const counters = (store: SimulatedStore): string => {
  const quota = store.quota.options();
  const shown: readonly (readonly [string, string])[] = [
    [String(store.size()), "orders"],
    [String(store.requests().total), "requests"],
    [
      `${store.quota.remaining()} of ${quota.requests}`,
      `requests left in this window of ${quota.windowMs / 1000} s`,
    ],
    [String(store.requests().byStatus["429"] ?? 0), "responses with 429"],
    [String(store.hooks().length), "hooks"],
  ];
  return `<div class="counters">${shown.map(([number, name]) => `<div><b>${text(number)}</b>${text(name)}</div>`).join("")}</div>`;
};

/** A page about the store's state. It loads nothing from other hosts, and escapes all values. */
export const page = (store: SimulatedStore, number: number): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Simulated store ${text(store.hash)}</title><style>${style}</style></head>
<body>
<h1>Simulated store ${text(store.hash)}</h1>
<p class="about">A simulated BigCommerce store on this machine. Its clock is at ${time(store.clock.now())} UTC. Reload the page to update it.</p>
${counters(store)}
<h2>Orders</h2>
${orders(store, number)}
<h2>Hooks</h2>
${hooks(store)}
<h2>Deliveries</h2>
${deliveries(store)}
<h2>Requests</h2>
${requests(store)}
</body>
</html>
`;
