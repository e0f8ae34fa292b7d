import * as pulumi from "@pulumi/pulumi";
import { BigCommerceWebhook } from "./bigCommerceWebhook";
import { bundleCode } from "./bundle";
import type { Endpoint } from "./endpoint";
import type { Environment, Binding } from "./binding";
import type { Permission } from "./permission";
import type { SecretParameter } from "./secretParameter";
import type { StoreAccess } from "./storeAccess";

export interface StoreWebhooksArgs {
  readonly store: StoreAccess;
  /** Whom BigCommerce is to tell. */
  readonly endpoint: Endpoint;
  /** Of what: a webhook each. */
  readonly scopes: readonly string[];
  readonly secrets: { readonly secret: pulumi.Input<string> };
  /** Where functions read these secrets. */
  readonly webhookSecrets: SecretParameter;
}

/** Runs where Pulumi runs; see providers/. */
const providerEntry = `exports.handler = () => require("./providers/bigCommerceWebhook").provider();`;

/** `store/cart/converted` becomes `cart-converted`. */
const logicalNameOf = (scope: string): string => scope.split("/").slice(1).join("-");

/** The webhooks that make BigCommerce tell of carts and orders, made by `pulumi up` and removed by `pulumi destroy`. */
export class StoreWebhooks extends pulumi.ComponentResource implements Binding {
  readonly environment: Environment;
  readonly permissions: readonly Permission[];

  constructor(name: string, args: StoreWebhooksArgs, opts?: pulumi.ComponentResourceOptions) {
    super("order-replication:infra:StoreHooks", name, {}, opts);
    const { store, endpoint, scopes, secrets, webhookSecrets } = args;
    const common = { ...store.address, destination: endpoint.url, secret: secrets.secret };
    const code = bundleCode("The provider of webhooks", providerEntry);
    // BigCommerce tells at once, and who is told must be there and know the secret.
    const options = { parent: this, dependsOn: [endpoint, webhookSecrets] };
    for (const scope of scopes) {
      new BigCommerceWebhook(logicalNameOf(scope), { ...common, scope }, code, options);
    }
    const parameter = webhookSecrets.bindAs("WEBHOOK_SECRETS_PARAMETER");
    const { url } = endpoint;
    this.environment = { ...parameter.environment, WEBHOOK_URL: url, WATCHED_WEBHOOKS: scopes };
    this.permissions = parameter.permissions;
    this.registerOutputs({});
  }
}
