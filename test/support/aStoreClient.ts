import type { StoreClientSettings } from "../../adapters/storeClient";

/** Settings of a client for the simulated store with the hash `abc123` and the token `token`. */
export const storeSettings = (over: Partial<StoreClientSettings> = {}): StoreClientSettings => ({
  apiUrl: "http://store.invalid",
  storeHash: "abc123",
  clientId: "",
  token: async () => "token",
  quotaReservePercent: 10,
  now: () => new Date(),
  random: () => 0,
  ...over,
});

/** A minute from now. */
export const soon = (): Date => new Date(Date.now() + 60_000);
