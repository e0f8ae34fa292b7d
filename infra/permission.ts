import type * as pulumi from "@pulumi/pulumi";

/** Actions that a function may take on one resource. Components expose these; role policies consist of them. */
export interface Permission {
  readonly actions: readonly string[];
  readonly resource: pulumi.Input<string>;
}
