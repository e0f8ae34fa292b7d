import type { dynamic } from "@pulumi/pulumi";
import { webhookClient } from "../adapters/webhookClient";
import { storeClient } from "../adapters/storeClient";
import { toFailure } from "../domain/failure";
import {
  accountKey,
  matchingWebhooks,
  secretOf,
  type DesiredWebhook,
} from "../domain/registeredWebhook";
import { moveWebhook, ensureWebhook, removeWebhook } from "../handlers/polling/ensureWebhook";
import type { Webhooks } from "../ports";

/** What the Pulumi program declares of a hook. */
export interface WebhookInputs extends DesiredWebhook {
  readonly apiUrl: string;
  readonly storeHash: string;
  readonly clientId: string;
}

/** What Pulumi keeps of it; the secret under the name of its input, by which Pulumi knows to encrypt it. */
export interface WebhookState extends WebhookInputs {
  readonly isActive: boolean;
  /** Whose hook it is: BigCommerce shows an API account its own hooks and no others. */
  readonly account: string;
}

/** Someone waits for this at a terminal. */
const timeoutMs = 120_000;

/** The hook's id at BigCommerce would not do: a hook that was deleted comes back with another. */
const idOf = ({ storeHash, scope }: WebhookInputs): string => `stores/${storeHash}/${scope}`;

/**
 * What Pulumi calls while it deploys: makes, finds, changes and removes one webhook at BigCommerce.
 * A hook goes by its scope, destination and API account; the token comes from the stack's config, so
 * that it is in no input and no state.
 */
export const provider = (): dynamic.ResourceProvider<WebhookInputs, WebhookState> => {
  let accessToken = "";
  let storeHash: string | undefined;

  const toState = (inputs: WebhookInputs): WebhookState => ({
    ...inputs,
    isActive: true,
    account: accountKey(accessToken),
  });

  const openHooks = (at: WebhookInputs): Webhooks => {
    const settings = {
      apiUrl: at.apiUrl,
      storeHash: at.storeHash,
      clientId: at.clientId,
      token: async () => accessToken,
      quotaReservePercent: 0,
      now: () => new Date(),
      random: Math.random,
    };
    return webhookClient(storeClient(settings)(new Date(Date.now() + timeoutMs)));
  };

  /** Says which hook it was about, since a failure may surface far from its resource. */
  const toHook = async <T>(
    inputs: WebhookInputs,
    done: string,
    act: (hooks: Webhooks) => Promise<T>,
  ): Promise<T> => {
    try {
      return await act(openHooks(inputs));
    } catch (error) {
      const what = `The webhook ${inputs.scope} of store ${inputs.storeHash} was not ${done}`;
      throw new Error(`${what}: ${toFailure(error).message}`, { cause: error });
    }
  };

  return {
    async configure({ config }) {
      const token = config.get("accessToken");
      if (token === undefined) throw new Error("Expected the setting accessToken, got none");
      accessToken = token;
      storeHash = config.get("storeHash");
    },

    async create(inputs) {
      await toHook(inputs, "registered", (hooks) => ensureWebhook(hooks, inputs));
      return { id: idOf(inputs), outs: toState(inputs) };
    },

    async read(id, state) {
      if (!state) return { id };
      const known = await toHook(state, "read", (hooks) => hooks.list());
      const [hook] = matchingWebhooks(known, state);
      if (!hook) return { id: "" };
      return { id, props: { ...state, isActive: hook.is_active, secret: secretOf(hook) } };
    },

    /** `__provider`, this very code, is among the inputs: a later destroy is to run the newest. */
    async diff(_id, state, inputs) {
      const before = new Map<string, unknown>(Object.entries(state));
      const changed = Object.entries(inputs).filter(([key, value]) => before.get(key) !== value);
      const isElsewhere = state.storeHash !== inputs.storeHash;
      const isOthers = state.account !== accountKey(accessToken);
      return {
        changes: changed.length > 0 || !state.isActive || isOthers,
        replaces: isElsewhere ? ["storeHash"] : [],
      };
    },

    async update(_id, state, inputs) {
      await toHook(inputs, "changed", async (hooks) => {
        await moveWebhook(hooks, state, inputs);
        await ensureWebhook(hooks, inputs);
      });
      return { outs: toState(inputs) };
    },

    /** The token of one store opens no other: a hook that was left behind there is not ours to remove. */
    async delete(_id, state) {
      if (storeHash !== undefined && storeHash !== state.storeHash) return;
      await toHook(state, "removed", (hooks) => removeWebhook(hooks, state));
    },
  };
};
