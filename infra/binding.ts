import type * as pulumi from "@pulumi/pulumi";
import type { Permission } from "./permission";

type List = readonly number[] | readonly string[];
export type Setting = pulumi.Input<string> | number | boolean | List;

/** By variable name; values other than strings become JSON. */
export type Environment = Readonly<Record<string, Setting>>;

/** A resource that functions use: the environment variables that describe it and the permissions for it. */
export interface Binding {
  readonly environment: Environment;
  readonly permissions: readonly Permission[];
}
