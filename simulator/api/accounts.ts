import type { Scope } from "./router";

/** An API account: its token, and its OAuth scopes. */
export interface ApiAccount {
  token: string;
  readonly clientId: string;
  /** Signs webhooks. */
  readonly clientSecret: string;
  readonly scopes: readonly string[];
}

export const allScopes = ["store_v2_orders", "store_v2_transactions", "store_v2_information"];

const scopeNames: Readonly<Record<Exclude<Scope, "default">, readonly string[]>> = {
  orders: ["store_v2_orders"],
  // Reading refunds also accepts order scopes.
  transactions: ["store_v2_transactions", "store_v2_orders"],
  information: ["store_v2_information"],
};

/** Every token has the scope "default"; GET also accepts a read-only scope. */
export const isAuthorized = ({ scopes }: ApiAccount, scope: Scope, method: string): boolean => {
  if (scope === "default") return true;
  const readOnly = method === "GET" ? scopeNames[scope].map((name) => `${name}_read_only`) : [];
  return [...scopeNames[scope], ...readOnly].some((name) => scopes.includes(name));
};
