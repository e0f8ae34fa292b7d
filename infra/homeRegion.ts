import * as pulumi from "@pulumi/pulumi";

export interface HomeRegionArgs {
  /** Where this deployment would go. */
  readonly region: string;
  /** Whether Pulumi refuses to forget the region: as long as it refuses to delete the tables. */
  readonly isProtected: boolean;
}

const refusal = (home: string, region: string): pulumi.RunError => {
  const error = new pulumi.RunError(
    `aws:region: expected ${home}, where stack ${pulumi.getStack()} is deployed; got ${region}. ` +
      "Another region would replace every resource, the tables by empty ones. " +
      `Set the region back with \`pulumi config set aws:region ${home}\`, and move ` +
      `to ${region} by way of another stack (docs/moving-region.md).`,
  );
  error.stack = error.message; // Pulumi prints the stack of an error thrown in `apply`.
  return error;
};

/**
 * Stops a deployment to another region than the first one's. The state knows that region: a stash's output
 * keeps the first value of its input (pulumi.com/docs/iac/concepts/stash). Call this before the first resource.
 */
export const stayInRegion = ({ region, isProtected }: HomeRegionArgs): pulumi.Output<string> => {
  const stash = new pulumi.Stash("region", { input: region }, { protect: isProtected });
  return stash.output.apply((home: string) => {
    if (home !== region) throw refusal(home, region);
    return home;
  });
};
