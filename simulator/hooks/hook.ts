import type { JsonObject } from "../json";

/** A webhook, as an API account registered it. */
export interface Hook {
  readonly id: number;
  readonly clientId: string;
  scope: string;
  destination: string;
  headers: Readonly<Record<string, string>> | null;
  isActive: boolean;
  /** True after BigCommerce switched it off, by failures or after 90 silent days. */
  isDeactivated: boolean;
  readonly createdAt: number;
  updatedAt: number;
  lastEventAt: number;
}

const seconds = (ms: number): number => Math.floor(ms / 1000);

export const hookDocument = (hook: Hook, storeHash: string): JsonObject => ({
  id: hook.id,
  client_id: hook.clientId,
  store_hash: storeHash,
  scope: hook.scope,
  destination: hook.destination,
  headers: hook.headers,
  is_active: hook.isActive,
  created_at: seconds(hook.createdAt),
  updated_at: seconds(hook.updatedAt),
  // Cannot be switched on any more, and is still there (bigcommerce/docs issue 506).
  events_history_enabled: false,
});

/** `store/order/*` hears everything below `store/order/`. */
export const matchesScope = ({ scope }: Hook, event: string): boolean =>
  scope === event || (scope.endsWith("/*") && event.startsWith(scope.slice(0, -1)));

/** Events this simulator sends, and the families that BigCommerce knows besides them. */
const scopePattern =
  /^store\/(order|cart|shipment|product|category|sku|customer|channel|subscriber)(\/[A-Za-z0-9]+)*(\/\*|\/[A-Za-z]+)$|^store\/(information\/updated|app\/uninstalled|hook\/deliveryException)$/;

export const isScope = (scope: string): boolean => scopePattern.test(scope);

export const deliveryExceptionScope = "store/hook/deliveryException";

export const hostnameOf = (destination: string): string =>
  URL.canParse(destination) ? new URL(destination).hostname : destination;
