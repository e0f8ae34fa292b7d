import type { PermissionsByType } from "./permission";
import { apiPermissions } from "./permissions/apis";
import { dataPermissions } from "./permissions/data";
import { functionPermissions } from "./permissions/functions";
import { monitoringPermissions } from "./permissions/monitoring";

/**
 * The permissions for the calls that Pulumi's AWS provider makes for each resource type. Sources: the
 * code of the Terraform provider that it is built from, and AWS's service authorization reference. A
 * missing action fails a deployment; an unneeded one grants more than is needed.
 */
export const permissions: PermissionsByType = {
  ...apiPermissions,
  ...functionPermissions,
  ...dataPermissions,
  ...monitoringPermissions,
};
