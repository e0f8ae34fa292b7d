import type * as pulumi from "@pulumi/pulumi";
import type { Permission } from "./permission";

type List = readonly number[] | readonly string[];
export type Setting = pulumi.Input<string> | number | boolean | List;

/** By the name of the variable; what is no text becomes JSON. */
export type Environment = Readonly<Record<string, Setting>>;

/** Something that functions work with: what they must know of it, and what they may do with it. */
export interface Binding {
  readonly environment: Environment;
  readonly permissions: readonly Permission[];
}
