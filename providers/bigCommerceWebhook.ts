import type { dynamic } from "@pulumi/pulumi";
import { storeClient } from "../adapters/storeClient";
import { webhookClient } from "../adapters/webhookClient";
import { type Failure, toFailure } from "../domain/failure";
import {
  accountKey,
  type DesiredWebhook,
  isActive,
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

const toState = (inputs: WebhookInputs, accessToken: string): WebhookState => ({
  ...inputs,
  isActive: true,
  account: accountKey(accessToken),
});

const connect = (inputs: WebhookInputs, accessToken: string): Webhooks => {
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

const isTokenRefused = ({ code }: Failure): boolean => code === "store.unauthorized";

/** For operations that get the settings of the last deployment unless Pulumi runs the program. */
const usePresentToken =
  "Run `pulumi up` first, or add `--run-program`: without it, Pulumi uses the token of the last deployment";

/** Names the webhook in errors, since Pulumi may print them far from the resource. */
const errorFor = (
  { scope, storeHash }: WebhookInputs,
  done: "registered" | "read" | "changed" | "removed",
  failure: Failure,
): Error => {
  const mayBeOutdated = isTokenRefused(failure) && (done === "read" || done === "removed");
  const reasons = [failure.message, ...(mayBeOutdated ? [usePresentToken] : [])];
  const problem = `The webhook ${scope} of store ${storeHash} was not ${done}`;
  return new Error(`${problem}: ${reasons.join(". ")}`, { cause: failure });
};

const notRemoved = ({ scope, destination, storeHash }: WebhookInputs, why: string): string =>
  `The webhook ${scope} to ${destination} of store ${storeHash} was not removed: ${why}`;

/**
 * Why a webhook that could not be removed does not stop `pulumi destroy`. A refused token that registered
 * the webhook is the token of a deleted API account, whose webhooks BigCommerce deletes. Any other refused
 * token may be a mistyped one while the webhook is alive: no reason.
 */
const whyGone = (failure: Failure, isOwn: boolean): string | undefined =>
  isOwn && isTokenRefused(failure)
    ? `${failure.message}. BigCommerce deletes it with its API account; if that account still exists, delete it`
    : undefined;

/** Returns a warning about a webhook that may still exist. */
const remove = async (state: WebhookState, accessToken: string): Promise<string | undefined> => {
  const isOwn = state.account === accountKey(accessToken);
  try {
    if ((await removeWebhook(connect(state, accessToken), state)) || isOwn) return undefined;
    const why = "another API account registered it; BigCommerce deletes it with that account";
    return notRemoved(state, why);
  } catch (error) {
    const failure = toFailure(error);
    const why = whyGone(failure, isOwn);
    if (why === undefined) throw errorFor(state, "removed", failure);
    return notRemoved(state, why);
  }
};

/** Pulumi shows what a provider writes to its standard error. */
const warnOnStderr = (message: string): unknown => process.stderr.write(`warning: ${message}\n`);

/**
 * The dynamic provider: Pulumi calls it to create, read, update and delete one webhook at BigCommerce.
 * A webhook is identified by scope, destination and API account.
 *
 * The token comes from the stack's settings and is in no input of a webhook. Pulumi keeps all settings in
 * the state, as inputs of this provider, the secret ones encrypted. `destroy` and a refresh take the
 * settings from there, not from the stack file, unless `--run-program` is given
 * (pulumi.com/docs/iac/operations/stack-management/run-program).
 */
export const provider = (
  warn = warnOnStderr,
): dynamic.ResourceProvider<WebhookInputs, WebhookState> => {
  let accessToken = "";
  let storeHash: string | undefined;

  const withWebhooks = async <T>(
    inputs: WebhookInputs,
    done: "registered" | "read" | "changed",
    act: (webhooks: Webhooks) => Promise<T>,
  ): Promise<T> => {
    try {
      return await act(connect(inputs, accessToken));
    } catch (error) {
      throw errorFor(inputs, done, toFailure(error));
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
      return { id: idOf(inputs), outs: toState(inputs, accessToken) };
    },

    async read(id, state) {
      if (!state) return { id };
      const registered = await withWebhooks(state, "read", (webhooks) => webhooks.list());
      const [webhook] = matchingWebhooks(registered, state);
      if (!webhook) return { id: "" };
      return { id, props: { ...state, isActive: isActive(webhook), secret: secretOf(webhook) } };
    },

    /** The inputs include `__provider`, the line of code that loads this provider. */
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
      return { outs: toState(inputs, accessToken) };
    },

    /** Leaves the webhook of another store: the configured token has no access to that store. */
    async delete(_id, state) {
      const isOtherStore = storeHash !== undefined && storeHash !== state.storeHash;
      const warning = isOtherStore
        ? notRemoved(state, `the stack belongs to store ${storeHash} now`)
        : await remove(state, accessToken);
      if (warning !== undefined) warn(warning);
    },
  };
};
