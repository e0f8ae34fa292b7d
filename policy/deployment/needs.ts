import type { PermissionsByType } from "./permission";
import { apiNeeds } from "./permissions/apis";
import { functionNeeds } from "./permissions/functions";
import { dataNeeds } from "./permissions/data";
import { sightNeeds } from "./permissions/sight";

/**
 * The calls that Pulumi's AWS provider makes for each type, by the source of the Terraform provider
 * that it is built from, and the permissions that they need, by AWS's service authorization
 * reference. One type and action too few fails a deployment; one too many is spare.
 */
export const needs: PermissionsByType = {
  ...apiNeeds,
  ...functionNeeds,
  ...dataNeeds,
  ...sightNeeds,
};
