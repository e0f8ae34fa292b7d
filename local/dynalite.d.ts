declare module "dynalite" {
  import type { Server } from "node:http";

  interface DynaliteOptions {
    /** Milliseconds that a table stays in CREATING. */
    readonly createTableMs?: number;
    /** Milliseconds that a table stays in DELETING. */
    readonly deleteTableMs?: number;
  }

  /** The part of dynalite that is used here; it brings no types. */
  export default function dynalite(options?: DynaliteOptions): Server;
}
