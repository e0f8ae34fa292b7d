import * as pulumi from "@pulumi/pulumi";

export interface BigCommerceWebhookArgs {
  readonly apiUrl: string;
  readonly storeHash: string;
  readonly clientId: string;
  /** The kind of event, such as store/cart/converted. */
  readonly scope: string;
  /** The URL that BigCommerce calls. */
  readonly destination: pulumi.Input<string>;
  /** Sent in the header X-Webhook-Secret, to authenticate BigCommerce. */
  readonly secret: pulumi.Input<string>;
}

/**
 * The provider as text, which Pulumi keeps in the state for each webhook, as input and as output, and evaluates
 * in the folder of Pulumi.yaml: one line that loads the provider's source from there.
 */
export const providerCode = `exports.handler = () => require("./providers/loadProvider").loadProvider("bigCommerceWebhook");`;

/**
 * A webhook at BigCommerce. Declares the same as `pulumi.dynamic.Resource`, which would serialize the
 * provider by value: it would break as functions do (bundle.ts), and fill the state.
 */
export class BigCommerceWebhook extends pulumi.CustomResource {
  constructor(name: string, args: BigCommerceWebhookArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      "pulumi-nodejs:dynamic/order-replication:BigCommerceWebhook",
      name,
      { ...args, secret: pulumi.secret(args.secret), __provider: providerCode },
      pulumi.mergeOptions(opts, { additionalSecretOutputs: ["secret"] }),
    );
  }
}
