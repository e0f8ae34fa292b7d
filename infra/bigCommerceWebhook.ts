import * as pulumi from "@pulumi/pulumi";

export interface BigCommerceWebhookArgs {
  readonly apiUrl: string;
  readonly storeHash: string;
  readonly clientId: string;
  /** Which events BigCommerce tells of. */
  readonly scope: string;
  /** Whom it tells. */
  readonly destination: pulumi.Input<string>;
  /** What it says to prove that it is BigCommerce. */
  readonly secret: pulumi.Input<string>;
}

/**
 * A webhook at BigCommerce. This is what `pulumi.dynamic.Resource` declares, but with the provider's
 * code as text: Pulumi would serialize it by value, which breaks it as it breaks functions (bundle.ts).
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
