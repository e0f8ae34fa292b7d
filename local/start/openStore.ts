import { randomBytes } from "node:crypto";
import type { StackSettings } from "../declareStack";
import { localSettings } from "../localSettings";
import { acknowledgeSetting } from "./acknowledgeSetting";
import { openExternalStore } from "./externalStore";
import { openSimulatedStore } from "./simulatedStore";
import type { StartArguments } from "./startArguments";
import type { Store } from "./store";

export interface OpenedStore {
  readonly store: Store;
  /** The shared secret of webhooks, random for each run. */
  readonly secret: string;
  /** Overrides of the Pulumi program's configuration files. */
  readonly settings: StackSettings;
}

const dayMs = 86_400_000;

/** Opens the store of the command line, with the settings that belong to it. */
export const openStore = async ({
  external,
  orders,
  seed,
}: Pick<StartArguments, "external" | "orders" | "seed">): Promise<OpenedStore> => {
  const store = external
    ? await openExternalStore(external)
    : await openSimulatedStore({ orders, seed });
  const secret = randomBytes(16).toString("hex");
  // Simulated orders are a few hours old, so the first poll finds all of them.
  const simulated = { startFrom: new Date(Date.now() - dayMs).toISOString() };
  const settings = {
    ...localSettings,
    apiUrl: store.apiUrl,
    storeHash: store.hash,
    accessToken: store.token,
    webhookSecret: secret,
    ...(external ? {} : simulated),
  };
  const acknowledge = acknowledgeSetting(external?.acknowledge ?? "on", settings);
  return { store, secret, settings: { ...settings, acknowledge } };
};
