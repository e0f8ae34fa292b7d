import type { AwsProvider, ResourceName } from "../../local/provider/awsProvider";

export type Operation = "create" | "update" | "delete";

/** How AWS refuses an operation, in its own words. */
export const refusals = {
  denied: ({ name }: ResourceName) =>
    `AccessDeniedException: User is not authorized to perform this action on ${name}`,
  throttled: () => "ThrottlingException: Rate exceeded",
} as const;
export type Refusal = keyof typeof refusals;

/** A provider that fails on request, before the operation takes effect. */
export interface FaultyProvider extends AwsProvider {
  /** From now on each operation on a resource that has not failed before is refused, once. */
  readonly failEach: (operation: Operation, refusal: Refusal) => void;
  /** How many operations were refused so far. */
  readonly failures: () => number;
  readonly succeedAlways: () => void;
}

export const faultyProvider = (provider: AwsProvider): FaultyProvider => {
  let fault: { readonly operation: Operation; readonly refusal: Refusal } | undefined;
  const refused = new Set<string>();

  const refuse = (operation: Operation, resource: ResourceName): void => {
    const key = `${operation} ${resource.urn}`;
    if (fault?.operation !== operation || refused.has(key)) return;
    refused.add(key);
    throw new Error(refusals[fault.refusal](resource));
  };

  return {
    ...provider,
    async create(resource, inputs) {
      refuse("create", resource);
      return provider.create(resource, inputs);
    },
    async update(id, resource, inputs) {
      refuse("update", resource);
      return provider.update(id, resource, inputs);
    },
    async delete(id, resource) {
      refuse("delete", resource);
      await provider.delete(id, resource);
    },
    failEach(operation, refusal) {
      fault = { operation, refusal };
    },
    failures: () => refused.size,
    succeedAlways() {
      fault = undefined;
    },
  };
};
