import * as pulumi from "@pulumi/pulumi";
import { BigCommerceWebhook } from "./bigCommerceWebhook";
import type { Binding, Environment } from "./binding";
import type { Endpoint } from "./endpoint";
import type { Permission } from "./permission";
import type { SecretParameter } from "./secretParameter";
import type { StoreAccess } from "./storeAccess";

export interface StoreWebhooksArgs {
  readonly store: StoreAccess;
  /** What BigCommerce calls. */
  readonly endpoint: Endpoint;
  /** One webhook per scope. */
  readonly scopes: readonly string[];
  readonly secrets: { readonly secret: pulumi.Input<string> };
  /** The parameter from which functions read the secrets. */
  readonly webhookSecrets: SecretParameter;
}

/** `store/cart/converted` becomes `cart-converted`. */
const logicalNameOf = (scope: string): string => scope.split("/").slice(1).join("-");

/** The webhooks for carts and orders at BigCommerce, registered by `pulumi up` and removed by `pulumi destroy`. */
export class StoreWebhooks extends pulumi.ComponentResource implements Binding {
  readonly environment: Environment;
  readonly permissions: readonly Permission[];

  constructor(name: string, args: StoreWebhooksArgs, opts?: pulumi.ComponentResourceOptions) {
    super("order-replication:infra:StoreHooks", name, {}, opts);
    const { store, endpoint, scopes, secrets, webhookSecrets } = args;
    const inputs = { ...store.address, destination: endpoint.url, secret: secrets.secret };
    // BigCommerce calls as soon as a webhook exists: the endpoint must be up and accept the secret.
    const options = { parent: this, dependsOn: [endpoint, webhookSecrets] };
    for (const scope of scopes) {
      new BigCommerceWebhook(logicalNameOf(scope), { ...inputs, scope }, options);
    }
    const parameter = webhookSecrets.bindAs("WEBHOOK_SECRETS_PARAMETER");
    const { url } = endpoint;
    this.environment = { ...parameter.environment, WEBHOOK_URL: url, WATCHED_WEBHOOKS: scopes };
    this.permissions = parameter.permissions;
    this.registerOutputs({});
  }
}
