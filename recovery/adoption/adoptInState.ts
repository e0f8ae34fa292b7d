type Fields = Readonly<Record<string, unknown>>;

/** A resource of a state, as far as it is read here. */
interface StateResource extends Fields {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Fields;
  readonly outputs?: Fields;
}

/** As `pulumi stack export` prints a state. */
export interface State extends Fields {
  readonly deployment: Fields & { readonly resources?: readonly StateResource[] };
}

export interface Adoption {
  readonly state: State;
  readonly urn: string;
  /** The physical name of the table that the state had until now. */
  readonly previousName: string;
}

const tableType = "aws:dynamodb/table:Table";

const isTable = ({ type, urn }: StateResource, logicalName: string): boolean =>
  type === tableType && urn.endsWith(`::${logicalName}`);

const renamed = (resource: StateResource, name: string): StateResource => ({
  ...resource,
  id: name,
  inputs: { ...resource.inputs, name },
  outputs: { ...resource.outputs, id: name, name },
});

/**
 * The state in which a declared table is another one that exists. A refresh of the table then reads its
 * settings. @throws where the state does not have the declared table
 */
export const adoptInState = (state: State, logicalName: string, name: string): Adoption => {
  const { resources = [] } = state.deployment;
  const [found, ...others] = resources.filter((resource) => isTable(resource, logicalName));
  if (!found || others.length > 0)
    throw new Error(
      `Expected one table ${logicalName} in the state, got ${others.length + (found ? 1 : 0)}`,
    );
  const adopted = resources.map((each) => (each === found ? renamed(each, name) : each));
  return {
    state: { ...state, deployment: { ...state.deployment, resources: adopted } },
    urn: found.urn,
    previousName: found.id ?? "",
  };
};
