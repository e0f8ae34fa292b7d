import { stringAt } from "../resourceProperties";
import type { ResourceKind } from "./resourceKind";

/** Registered at the store by the very provider that `pulumi up` runs, and removed when this cloud stops. */
export const bigCommerceWebhook: ResourceKind = {
  type: "pulumi-nodejs:dynamic/order-replication:BigCommerceWebhook",
  create: async (resource, { dynamicProviders, rest, registersWebhooks }) => {
    if (!registersWebhooks) return;
    const destination = rest.localUrl(stringAt(resource, "destination"));
    await dynamicProviders.create({ ...resource.inputs, destination });
  },
};
