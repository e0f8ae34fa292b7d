import assert from "node:assert/strict";
import { accessControl, type AccessRequest } from "../../local/access/accessControl";
import { declaredAccess } from "../../local/access/declaredAccess";
import { accountId } from "../../local/mockOutputs";
import { convertedCart, secretHeader } from "../support/convertedCart";
import { denialsIn, exerciseAwsCalls } from "../support/exerciseAwsCalls";
import { describePermission, permissionsOf, without } from "../support/permissions";
import { type RunningService, type ServiceOptions, startService } from "../support/runningService";

/** So that a minute lasts 1.2 s, and the visibility timeout still outlasts an invocation. */
const options: ServiceOptions = { store: { orders: 10, seed: 5 }, timeFactor: 50 };

describe("journey: every path on which the service needs something of AWS", () => {
  let service: RunningService;
  before(async function () {
    this.timeout(120_000);
    service = await startService(options);
    await exerciseAwsCalls(service);
  });
  after(() => service.stop());

  it("asks for nothing that is not granted", () => {
    assert.deepEqual(denialsIn(service), []);
  });

  it("uses every permission of every role", () => {
    const asked = service.cloud.access.decisions();
    assert.ok(asked.length > 20, `${asked.length} questions`);
    const unused = service.cloud.access
      .unusedGrants()
      .flatMap((grant) => ("role" in grant ? grant : []));
    assert.deepEqual(unused.map(describePermission), []);
  });

  /** Lambda drains a queue with the function's role, so nobody asks for what `onEvent` declares. */
  it("uses every invocation that a function admits, but for that of the queue itself", () => {
    const unused = service.cloud.access
      .unusedGrants()
      .filter(({ action }) => action === "lambda:InvokeFunction")
      .map((grant) => "principal" in grant && grant.principal);
    assert.deepEqual(unused, ["sqs.amazonaws.com"]);
  });

  it("meets AccessDenied as soon as any one permission of any role is missing", () => {
    const questions: readonly AccessRequest[] = service.cloud.access
      .decisions()
      .map(({ request }) => request);
    const permissions = permissionsOf(service.declared);
    assert.ok(permissions.length > 20, `${permissions.length} permissions`);
    for (const permission of permissions) {
      const { resources } = without(service.declared, permission);
      const control = accessControl({ access: declaredAccess(resources), accountId });
      const denials = questions.flatMap((question) => control.denial(question) ?? []);
      const expected = `is not authorized to perform: ${permission.action} on resource: `;
      assert.ok(
        denials.some((denial) => denial.includes(expected)),
        `nobody misses it: ${describePermission(permission)}`,
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

  it("fails a poll that may not send to the queue, and mails why", async () => {
    await startWithout("poll-orders", "sqs:SendMessage");
    await service.poll();
    const { body } = await service.cloud.mailbox.wait();
    assert.match(body, /AccessDenied: User: arn:aws:sts::.* to perform: sqs:SendMessage on /);
    const { orders } = await service.cloud.queueDepths();
    assert.deepEqual(orders, { visible: 0, delayed: 0, inFlight: 0 });
  });

  it("writes no status to the store where the order cannot be recorded", async () => {
    await startWithout("process-orders", "dynamodb:UpdateItem");
    const then = service.store.orders();
    await service.poll();
    const { body } = await service.cloud.mailbox.wait();
    assert.match(body, /AccessDeniedException: User: .* to perform: dynamodb:UpdateItem on /);
    assert.deepEqual(service.store.orders(), then);
  });

  it("has BigCommerce send again what comes before the secrets can be read", async () => {
    await startWithout("receive-webhook", "ssm:GetParameter");
    const answer = await service.post(convertedCart(100), secretHeader);
    assert.equal(answer.status, 500);
    const { body } = await service.cloud.mailbox.wait();
    assert.match(body, /User: .* is not authorized to perform: ssm:GetParameter on /);
  });
});
