type Fields = Readonly<Record<string, unknown>>;

interface StateResource extends Fields {
  readonly inputs?: Fields;
}

/** As `pulumi stack export` prints a state. */
export interface State extends Fields {
  readonly deployment: Fields & { readonly resources?: readonly StateResource[] };
}

const defaultsKey = "__defaults";

/** What Pulumi generates where the program gives none. */
const generatedKeys = ["name", "statementId"];

const withDefaults = (resource: StateResource): StateResource => {
  const { inputs = {} } = resource;
  const { [defaultsKey]: defaults } = inputs;
  if (!Array.isArray(defaults)) return resource;
  const missing = generatedKeys.filter((key) => key in inputs && !defaults.includes(key));
  return missing.length === 0
    ? resource
    : {
        ...resource,
        inputs: { ...inputs, [defaultsKey]: [...(defaults as string[]), ...missing] },
      };
};

/**
 * The state in which the names of imported resources count as generated ones, as after a deployment. An import
 * lists no input as a default; the next update would take a name for one that the program removed, generate
 * another, and replace the resource (github.com/pulumi/pulumi/issues/9210). A name that the program gives is
 * used in any case.
 */
export const keepNames = (state: State): State => {
  const { resources = [] } = state.deployment;
  return {
    ...state,
    deployment: { ...state.deployment, resources: resources.map(withDefaults) },
  };
};
