import { getParameter } from "@aws-lambda-powertools/parameters/ssm";
import { create, string, type } from "superstruct";
import type { ReadWebhookSecrets } from "../ports";
import { awsCall } from "./awsCall";

/** Long enough to spare SSM, short enough that a revoked secret is soon refused. */
const maxAgeSeconds = 300;

/** A SecureString parameter, by name. `fresh` reads past the cache. */
const readSecret = async (name: string, { fresh = false } = {}): Promise<string> => {
  const value = await awsCall(`Reading the parameter ${name}`, () =>
    getParameter(name, { decrypt: true, maxAge: maxAgeSeconds, forceFetch: fresh }),
  );
  return create(value, string(), `The parameter ${name} is to be text`);
};

/** The store's API token; `fresh` after the store refused the cached one. */
export type ReadToken = (options?: { fresh?: boolean }) => Promise<string>;

export const accessToken =
  (parameterName: string): ReadToken =>
  (options) =>
    readSecret(parameterName, options);

const WebhookSecretsJson = type({
  secret: string(),
  previousSecret: string(),
  clientSecret: string(),
});

export const webhookSecrets =
  (parameterName: string): ReadWebhookSecrets =>
  async (options) =>
    create(JSON.parse(await readSecret(parameterName, options)), WebhookSecretsJson);
