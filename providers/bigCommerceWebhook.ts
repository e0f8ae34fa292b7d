import type { dynamic } from "@pulumi/pulumi";
import { storeClient } from "../adapters/storeClient";
import { webhookClient } from "../adapters/webhookClient";
import { toFailure } from "../domain/failure";
import {
  accountKey,
  type DesiredWebhook,
  matchingWebhooks,
  secretOf,
} from "../domain/registeredWebhook";
import { ensureWebhook, moveWebhook, removeWebhook } from "../handlers/polling/ensureWebhook";
import type { Webhooks } from "../ports";

/** What the Pulumi program declares. */
export interface WebhookInputs extends DesiredWebhook {
  readonly apiUrl: string;
  readonly storeHash: string;
  readonly clientId: string;
}

/** What Pulumi stores. Pulumi encrypts the secret because its key is that of the secret input. */
export interface WebhookState extends WebhookInputs {
  readonly isActive: boolean;
  /** The API account that owns the webhook; an account can list only its own webhooks. */
  readonly account: string;
}

/** Short enough for people who wait for `pulumi up`. */
const timeoutMs = 120_000;

/** Not BigCommerce's id of the webhook, which changes when a deleted webhook is registered again. */
const idOf = ({ storeHash, scope }: WebhookInputs): string => `stores/${storeHash}/${scope}`;

/**
 * The dynamic provider: Pulumi calls it to create, read, update and delete one webhook at BigCommerce.
 * A webhook is identified by scope, destination and API account. The token comes from the stack's config,
 * so that neither inputs nor state contain it.
 */
export const provider = (): dynamic.ResourceProvider<WebhookInputs, WebhookState> => {
  let accessToken = "";
  let storeHash: string | undefined;

  const toState = (inputs: WebhookInputs): WebhookState => ({
    ...inputs,
    isActive: true,
    account: accountKey(accessToken),
  });

  const connect = (inputs: WebhookInputs): Webhooks => {
    const settings = {
      apiUrl: inputs.apiUrl,
      storeHash: inputs.storeHash,
      clientId: inputs.clientId,
      token: async () => accessToken,
      quotaReservePercent: 0,
      now: () => new Date(),
      random: Math.random,
    };
    return webhookClient(storeClient(settings)(new Date(Date.now() + timeoutMs)));
  };

  /** Names the webhook in errors, since Pulumi may print them far from the resource. */
  const withWebhooks = async <T>(
    inputs: WebhookInputs,
    done: string,
    act: (webhooks: Webhooks) => Promise<T>,
  ): Promise<T> => {
    try {
      return await act(connect(inputs));
    } catch (error) {
      const problem = `The webhook ${inputs.scope} of store ${inputs.storeHash} was not ${done}`;
      throw new Error(`${problem}: ${toFailure(error).message}`, { cause: error });
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
      await withWebhooks(inputs, "registered", (webhooks) => ensureWebhook(webhooks, inputs));
      return { id: idOf(inputs), outs: toState(inputs) };
    },

    async read(id, state) {
      if (!state) return { id };
      const registered = await withWebhooks(state, "read", (webhooks) => webhooks.list());
      const [webhook] = matchingWebhooks(registered, state);
      if (!webhook) return { id: "" };
      return { id, props: { ...state, isActive: webhook.is_active, secret: secretOf(webhook) } };
    },

    /** The inputs include `__provider`, this code, so that a later destroy runs the newest version. */
    async diff(_id, state, inputs) {
      const stored = new Map<string, unknown>(Object.entries(state));
      const changed = Object.entries(inputs).filter(([key, value]) => stored.get(key) !== value);
      const isOtherStore = state.storeHash !== inputs.storeHash;
      const isOtherAccount = state.account !== accountKey(accessToken);
      return {
        changes: changed.length > 0 || !state.isActive || isOtherAccount,
        replaces: isOtherStore ? ["storeHash"] : [],
      };
    },

    async update(_id, state, inputs) {
      await withWebhooks(inputs, "changed", async (webhooks) => {
        await moveWebhook(webhooks, state, inputs);
        await ensureWebhook(webhooks, inputs);
      });
      return { outs: toState(inputs) };
    },

    /** Leaves the webhook of another store: the configured token has no access to that store. */
    async delete(_id, state) {
      if (storeHash !== undefined && storeHash !== state.storeHash) return;
      await withWebhooks(state, "removed", (webhooks) => removeWebhook(webhooks, state));
    },
  };
};
