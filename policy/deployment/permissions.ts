import type { PermissionsByType } from "./permission";
import { apiPermissions } from "./permissions/apis";
import { functionPermissions } from "./permissions/functions";
import { dataPermissions } from "./permissions/data";
import { monitoringPermissions } from "./permissions/monitoring";

/**
 * The calls that Pulumi's AWS provider makes for each type, by the source of the Terraform provider
 * that it is built from, and the permissions that they need, by AWS's service authorization
 * reference. One type and action too few fails a deployment; one too many is spare.
 */
export const permissions: PermissionsByType = {
  ...apiPermissions,
  ...functionPermissions,
  ...dataPermissions,
  ...monitoringPermissions,
};
