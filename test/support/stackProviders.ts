import type { AwsProvider, ResourceName } from "../../local/provider/awsProvider";

/** `urn:pulumi:<stack>::<project>::<type>::<name>` */
const stackOf = ({ urn }: ResourceName): string => urn.split("::")[0]?.split(":")[2] ?? "";

/**
 * Creates the resources of other stacks elsewhere, such as in the cloud of another region. Calls that name no
 * resource, and so no stack, are answered by the first provider: the program only asks for the region of its
 * dashboard.
 */
export const stackProviders = (
  provider: AwsProvider,
  others: ReadonlyMap<string, AwsProvider>,
): AwsProvider => {
  const of = (resource: ResourceName): AwsProvider => others.get(stackOf(resource)) ?? provider;
  return {
    check: (resource, news, olds, seed) => of(resource).check(resource, news, olds, seed),
    diff: (resource, oldInputs, news) => of(resource).diff(resource, oldInputs, news),
    preview: (resource, inputs) => of(resource).preview(resource, inputs),
    create: (resource, inputs) => of(resource).create(resource, inputs),
    read: (...given) => of(given[1]).read(...given),
    update: (id, resource, inputs) => of(resource).update(id, resource, inputs),
    delete: (id, resource) => of(resource).delete(id, resource),
    call: (token, inputs) => provider.call(token, inputs),
    resources: () => [provider, ...others.values()].flatMap(({ resources }) => resources()),
  };
};
