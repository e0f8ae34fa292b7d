import type { CloudServices } from "../cloudServices";
import type { DeclaredResource } from "../declareStack";

/** How the embedded cloud creates resources of one type. */
export interface ResourceKind {
  /** Pulumi's type token. */
  readonly type: string;
  readonly create: (resource: DeclaredResource, cloud: CloudServices) => Promise<void> | void;
}
