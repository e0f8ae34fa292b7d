import type * as pulumi from "@pulumi/pulumi";

/** What a function may do, on which one resource. Components hand these out; roles are made of them. */
export interface Permission {
  readonly actions: readonly string[];
  readonly resource: pulumi.Input<string>;
}
