import { stringAt } from "../resourceProperties";
import type { ResourceKind } from "./resourceKind";

/** Registered by the same dynamic provider that `pulumi up` runs; deleted when the cloud stops. */
export const bigCommerceWebhook: ResourceKind = {
  type: "pulumi-nodejs:dynamic/order-replication:BigCommerceWebhook",
  create: async (resource, { dynamicProviders, rest, registersWebhooks }) => {
    if (!registersWebhooks) return;
    const destination = rest.localUrl(stringAt(resource, "destination"));
    await dynamicProviders.create({ ...resource.inputs, destination });
  },
  delete: ({ name }) => {
    throw new Error(`Webhook "${name}": deleted together with all others when the cloud stops`);
  },
};
