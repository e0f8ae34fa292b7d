import assert from "node:assert/strict";
import { accessControl, type AccessRequest } from "../../local/access/accessControl";
import { declaredAccess } from "../../local/access/declaredAccess";
import { accountId } from "../../local/mockOutputs";
import { convertedCart, secretHeader } from "../support/convertedCart";
import { denialsIn, exerciseAwsCalls } from "../support/exerciseAwsCalls";
import { describePermission, permissionsOf, without } from "../support/permissions";
import { type RunningService, type ServiceOptions, startService } from "../support/runningService";

/** A minute lasts 1.2 s, and the visibility timeout still outlasts an invocation. */
const options: ServiceOptions = { store: { orders: 10, seed: 5 }, timeFactor: 50 };

describe("journey: all calls of the service to AWS", () => {
  let service: RunningService;
  before(async function () {
    this.timeout(120_000);
    service = await startService(options);
    await exerciseAwsCalls(service);
  });
  after(() => service.stop());

  it("are all granted", () => {
    assert.deepEqual(denialsIn(service), []);
  });

  it("use every permission of every role", () => {
    const decisions = service.cloud.access.decisions();
    assert.ok(decisions.length > 20, `${decisions.length} decisions`);
    const unused = service.cloud.access
      .unusedGrants()
      .flatMap((grant) => ("role" in grant ? grant : []));
    assert.deepEqual(unused.map(describePermission), []);
  });

  /** Lambda polls the queue with the function's role, so the permission that `onEvent` declares is unused. */
  it("use every invoke permission of a function, except that of SQS", () => {
    const unused = service.cloud.access
      .unusedGrants()
      .filter(({ action }) => action === "lambda:InvokeFunction")
      .map((grant) => "principal" in grant && grant.principal);
    assert.deepEqual(unused, ["sqs.amazonaws.com"]);
  });

  it("would be denied without any single permission of any role", () => {
    const requests: readonly AccessRequest[] = service.cloud.access
      .decisions()
      .map(({ request }) => request);
    const permissions = permissionsOf(service.declared);
    assert.ok(permissions.length > 20, `${permissions.length} permissions`);
    for (const permission of permissions) {
      const { resources } = without(service.declared, permission);
      const control = accessControl({ access: declaredAccess(resources), accountId });
      const denials = requests.flatMap((request) => control.denial(request) ?? []);
      const expected = `is not authorized to perform: ${permission.action} on resource: `;
      assert.ok(
        denials.some((denial) => denial.includes(expected)),
        `unused: ${describePermission(permission)}`,
      );
    }
  });
});

describe("journey: a permission is missing", () => {
  let service: RunningService;
  const startWithout = async (role: string, action: string) => {
    const adapt: ServiceOptions["adapt"] = (declared) => {
      const permissions = permissionsOf(declared).filter((one) => one.role === role);
      const [missing, ...others] = permissions.filter((one) => one.action === action);
      assert.ok(missing && others.length === 0, `${role} has one ${action}`);
      return without(declared, missing);
    };
    service = await startService({ ...options, adapt });
  };
  afterEach(() => service.stop());

  it("fails a poll that is denied sqs:SendMessage, and sends an alert with the reason", async () => {
    await startWithout("poll-orders", "sqs:SendMessage");
    await service.poll();
    const { body } = await service.cloud.mailbox.wait();
    assert.match(body, /AccessDenied: User: arn:aws:sts::.* to perform: sqs:SendMessage on /);
    const { orders } = await service.cloud.queueDepths();
    assert.deepEqual(orders, { visible: 0, delayed: 0, inFlight: 0 });
  });

  it("writes no status to the store when the order cannot be recorded", async () => {
    await startWithout("process-orders", "dynamodb:UpdateItem");
    const ordersBefore = service.store.orders();
    await service.poll();
    const { body } = await service.cloud.mailbox.wait();
    assert.match(body, /AccessDeniedException: User: .* to perform: dynamodb:UpdateItem on /);
    assert.deepEqual(service.store.orders(), ordersBefore);
  });

  it("responds 500 while the secrets cannot be read, so that BigCommerce retries", async () => {
    await startWithout("receive-webhook", "ssm:GetParameter");
    const response = await service.post(convertedCart(100), secretHeader);
    assert.equal(response.status, 500);
    const { body } = await service.cloud.mailbox.wait();
    assert.match(body, /User: .* is not authorized to perform: ssm:GetParameter on /);
  });
});
