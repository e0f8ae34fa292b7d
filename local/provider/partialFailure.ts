import type { CreatedResource } from "./awsProvider";

/**
 * A creation or update that failed, perhaps after it took effect. The engine keeps the resource as given here,
 * and updates the resource again at the next update.
 */
export class PartialFailure extends Error {
  override readonly name = "PartialFailure";

  constructor(
    reason: string,
    readonly resource: CreatedResource,
  ) {
    super(reason);
  }
}
