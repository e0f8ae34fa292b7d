import assert from "node:assert/strict";
import { denialsIn, exerciseAwsCalls } from "../support/exerciseAwsCalls";
import {
  describePermission,
  type Permission,
  permissionsOf,
  without,
} from "../support/permissions";
import { type ServiceOptions, startService } from "../support/runningService";

const options: ServiceOptions = { store: { orders: 10, seed: 5 }, timeFactor: 50 };

const allPermissions = async (): Promise<readonly Permission[]> => {
  const service = await startService(options);
  await service.stop();
  return permissionsOf(service.declared);
};

/** The denials in a service without one permission; some occur before the service has started. */
const denialsWithout = async (permission: Permission): Promise<readonly string[]> => {
  const adapt: ServiceOptions["adapt"] = (declared) => without(declared, permission);
  const service = await startService({ ...options, adapt }).catch((problem: Error) => problem);
  if (service instanceof Error) return [service.message];
  try {
    await exerciseAwsCalls(service);
    return denialsIn(service);
  } finally {
    await service.stop();
  }
};

describe("journey: each permission of each role is missing in turn", () => {
  it("is answered with AccessDenied, in the bundled code", async () => {
    const permissions = await allPermissions();
    assert.ok(permissions.length > 20, `${permissions.length} permissions`);
    for (const permission of permissions) {
      const denials = await denialsWithout(permission);
      const expected = `is not authorized to perform: ${permission.action} on resource: `;
      const isDenied = denials.some((denial) => denial.includes(expected));
      assert.ok(isDenied, `${describePermission(permission)}: ${denials.join("; ")}`);
    }
  }).timeout(600_000);
});
