import type { DeclaredResource } from "../declareStack";
import type { CloudServices } from "../cloudServices";

/** How the embedded cloud makes one type of declared resource. */
export interface ResourceKind {
  /** Pulumi's type. */
  readonly type: string;
  readonly create: (resource: DeclaredResource, cloud: CloudServices) => Promise<void> | void;
}
