import type { CloudServices } from "../cloudServices";
import type { DeclaredResource } from "../declareStack";

type Change = (resource: DeclaredResource, cloud: CloudServices) => Promise<void> | void;

/** How the embedded cloud creates, updates and deletes resources of one type. */
export interface ResourceKind {
  /** Pulumi's type token. */
  readonly type: string;
  readonly create: Change;
  /** Omitted where nothing is lost by a deletion and a creation. */
  readonly update?: Change;
  readonly delete: Change;
}
