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
 * A webhook at BigCommerce. Declares the same as `pulumi.dynamic.Resource`, but with the provider's code
 * as bundled text: serialized by value, the provider would break as functions do (bundle.ts).
 */
export class BigCommerceWebhook extends pulumi.CustomResource {
  constructor(
    name: string,
    args: BigCommerceWebhookArgs,
    provider: pulumi.Input<string>,
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(
      "pulumi-nodejs:dynamic/order-replication:BigCommerceWebhook",
      name,
      { ...args, secret: pulumi.secret(args.secret), __provider: provider },
      pulumi.mergeOptions(opts, { additionalSecretOutputs: ["secret"] }),
    );
  }
}
