import { toSeconds } from "../dates";
import type { JsonObject } from "../json";

/** A webhook that an API account registered. */
export interface Hook {
  readonly id: number;
  readonly clientId: string;
  scope: string;
  destination: string;
  headers: Readonly<Record<string, string>> | null;
  isActive: boolean;
  /** True after BigCommerce deactivated the hook: after failed deliveries, or 90 days without events. */
  isDeactivated: boolean;
  readonly createdAt: number;
  updatedAt: number;
  lastEventAt: number;
}

export const hookDocument = (hook: Hook, storeHash: string): JsonObject => ({
  id: hook.id,
  client_id: hook.clientId,
  store_hash: storeHash,
  scope: hook.scope,
  destination: hook.destination,
  headers: hook.headers,
  is_active: hook.isActive,
  created_at: toSeconds(hook.createdAt),
  updated_at: toSeconds(hook.updatedAt),
  // Always false: the feature was removed, the field was not (bigcommerce/docs issue 506).
  events_history_enabled: false,
});

/** `store/order/*` matches every scope that begins with `store/order/`. */
export const matchesScope = ({ scope }: Hook, event: string): boolean =>
  scope === event || (scope.endsWith("/*") && event.startsWith(scope.slice(0, -1)));

/** The scopes of events that the simulator sends, and BigCommerce's other families of scopes. */
const scopePattern =
  /^store\/(order|cart|shipment|product|category|sku|customer|channel|subscriber)(\/[A-Za-z0-9]+)*(\/\*|\/[A-Za-z]+)$|^store\/(information\/updated|app\/uninstalled|hook\/deliveryException)$/;

export const isScope = (scope: string): boolean => scopePattern.test(scope);

export const deliveryExceptionScope = "store/hook/deliveryException";

export const hostnameOf = (destination: string): string =>
  URL.canParse(destination) ? new URL(destination).hostname : destination;
