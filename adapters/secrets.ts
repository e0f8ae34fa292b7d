import { SSMProvider } from "@aws-lambda-powertools/parameters/ssm";
import { nonempty, string, type } from "superstruct";
import { parseJson } from "../domain/parseJson";
import type { ReadWebhookSecrets } from "../ports";
import { awsCall } from "./awsCall";
import { awsClientConfig } from "./awsClientConfig";
import { parseStored } from "./storedValue";

/** Long enough to spare SSM, short enough that a revoked secret is soon refused. */
const maxAgeSeconds = 300;

type ReadSecret = (options?: { readonly fresh?: boolean }) => Promise<string>;

/** A SecureString parameter, by name. `fresh` reads past the cache. */
const secretParameter = (name: string): ReadSecret => {
  const provider = new SSMProvider({ clientConfig: awsClientConfig });
  return async ({ fresh = false } = {}) => {
    const value = await awsCall(`Reading the parameter ${name}`, () =>
      provider.get(name, { decrypt: true, maxAge: maxAgeSeconds, forceFetch: fresh }),
    );
    return parseStored(value, nonempty(string()), `The parameter ${name}`);
  };
};

export type ReadToken = ReadSecret;

/** The store's API token, by its parameter's name; `fresh` after the store refused the cached one. */
export const accessToken: (parameterName: string) => ReadToken = secretParameter;

const WebhookSecretsJson = type({
  secret: string(),
  previousSecret: string(),
  clientSecret: string(),
});

export const webhookSecrets = (parameterName: string): ReadWebhookSecrets => {
  const read = secretParameter(parameterName);
  return async (options) => {
    const text = await read(options);
    const what = `The parameter ${parameterName}, as JSON`;
    return parseStored(parseJson(text) ?? text, WebhookSecretsJson, what);
  };
};
