interface Input {
  readonly required?: boolean;
}

const named = (...names: readonly string[]): Readonly<Record<string, Input>> =>
  Object.fromEntries(names.map((name) => [name, {}]));

/** The inputs that third-party actions accept, by their action.yml, so that a misspelt one is found. */
export const actionInputs: Readonly<Record<string, Readonly<Record<string, Input>>>> = {
  "actions/checkout": named("ref", "persist-credentials", "fetch-depth"),
  "actions/setup-node": named("node-version", "node-version-file", "cache"),
  "aws-actions/configure-aws-credentials": named(
    "role-to-assume",
    "role-session-name",
    "aws-region",
  ),
  "pulumi/actions": {
    ...named("command", "stack-name", "cloud-url", "pulumi-version", "policyPacks"),
    ...named("comment-on-pr", "comment-on-summary", "refresh", "expect-no-changes"),
    ...named("suppress-outputs", "suppress-progress", "color"),
  },
};
