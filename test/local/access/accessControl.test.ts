import assert from "node:assert/strict";
import fc from "fast-check";
import { accessControl, type AccessRequest } from "../../../local/access/accessControl";
import { declaredAccess } from "../../../local/access/declaredAccess";
import type { DeclaredResource } from "../../../local/declareStack";
import { aFunction, aPermission, aPolicy, aRole, declared, stateOf } from "../declared";

const accountId = "000000000000";
const controlOf = (...resources: readonly DeclaredResource[]) =>
  accessControl({ access: declaredAccess(resources), accountId });

const queueArn = `arn:aws:sqs:us-east-1:${accountId}:orders`;
const send = { Action: "sqs:SendMessage", Resource: queueArn };
const runsAs = (role: DeclaredResource | undefined, name = "worker") =>
  aFunction(name, "", { role: stateOf(role!, "arn") });

/** The denial of a function whose role has these statements. */
const denialOf = (statements: readonly object[], action: string, resource: string) => {
  const role = aRole("worker", ...(statements as Readonly<Record<string, unknown>>[]));
  const worker = runsAs(role[0]);
  const control = controlOf(...role, worker);
  return control.denial({ functionName: stateOf(worker, "name"), action, resource });
};

describe("what a role's policy allows", () => {
  const words = ["Send", "Receive", "*", "Sen?", "S*"] as const;
  const places = ["orders", "dead", "*", "?ead", "o*s"] as const;
  const plain = <T>(list: readonly T[]) => fc.constantFrom(...list.slice(0, 2));
  const anyStatements = fc.array(
    fc.record({
      Action: fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 3 }),
      Resource: fc.array(fc.constantFrom(...places), { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 4 },
  );
  const arn = (name: string) => `arn:aws:sqs:us-east-1:${accountId}:${name}`;
  /** By pattern, the names that it matches. */
  const named: Readonly<Record<string, readonly string[]>> = {
    Send: ["Send"],
    Receive: ["Receive"],
    "Sen?": ["Send"],
    "S*": ["Send"],
    orders: ["orders"],
    dead: ["dead"],
    "?ead": ["dead"],
    "o*s": ["orders"],
    "*": ["Send", "Receive", "orders", "dead"],
  };
  const names = (patterns: readonly string[], word: string) =>
    patterns.some((pattern) => named[pattern]?.includes(word));

  it("is what a single statement names, action and resource together", () => {
    fc.assert(
      fc.property(anyStatements, plain(words), plain(places), (statements, word, place) => {
        const expected = statements.some(
          ({ Action, Resource }) => names(Action, word) && names(Resource, place),
        );
        const written = statements.map(({ Action, Resource }) => ({
          Action: Action.map((action) => `sqs:${action}`),
          Resource: Resource.map((resource) => (resource === "*" ? "*" : arn(resource))),
        }));
        assert.equal(denialOf(written, `sqs:${word}`, arn(place)) === undefined, expected);
      }),
      { numRuns: 500 },
    );
  });

  it("is nothing for a role without a policy, nor for another role's function", () => {
    const [roleAlone] = aRole("lonely", send);
    const lonely = runsAs(roleAlone);
    const control = controlOf(...aRole("worker", send), roleAlone!, lonely);
    const functionName = stateOf(lonely, "name");
    assert.match(
      control.denial({ functionName, action: "sqs:SendMessage", resource: queueArn }) ?? "",
      /^User: arn:aws:sts::000000000000:assumed-role\/lonely-\w+\/worker-\w+ is not authorized to perform: sqs:SendMessage on resource: arn:aws:sqs:us-east-1:000000000000:orders because no identity-based policy allows the sqs:SendMessage action$/,
    );
  });

  it("ignores the case of the action, and not of the resource", () => {
    assert.equal(denialOf([send], "sqs:sendmessage", queueArn), undefined);
    assert.notEqual(
      denialOf([send], "sqs:SendMessage", queueArn.replace("orders", "Orders")),
      undefined,
    );
  });

  it("is read from JSON as well as from an object", () => {
    const [role] = aRole("worker");
    const policy = JSON.stringify(aPolicy(send));
    const attached = declared("aws:iam/rolePolicy:RolePolicy", "text", {
      role: stateOf(role!, "name"),
      policy,
    });
    const worker = runsAs(role);
    const functionName = stateOf(worker, "name");
    const control = controlOf(role!, attached, worker);
    assert.equal(
      control.denial({ functionName, action: "sqs:SendMessage", resource: queueArn }),
      undefined,
    );
  });

  const refused: readonly (readonly [what: string, statement: object, why: RegExp])[] = [
    ["Deny", { ...send, Effect: "Deny" }, /Effect: expected \/\^Allow\$\/ in a policy, got "Deny"/],
    ["NotAction", { NotAction: "sqs:*", Resource: "*" }, /does not implement NotAction/],
    ["NotResource", { Action: "sqs:*", NotResource: "*" }, /does not implement NotResource/],
    ["a condition", { ...send, Condition: {} }, /does not implement Condition/],
    ["a principal", { ...send, Principal: "*" }, /does not implement Principal/],
    [
      "a policy variable",
      { ...send, Resource: `${queueArn}-$\{aws:username}` },
      /Resource: expected/,
    ],
    ["half an ARN", { ...send, Resource: "arn:aws:sqs:*" }, /Resource: expected/],
    ["an action of no service", { ...send, Action: "SendMessage" }, /Action: expected/],
    ["no action at all", { Resource: queueArn }, /Action: expected/],
    ["no resource at all", { ...send, Resource: [] }, /Resource: expected/],
  ];
  for (const [what, statement, why] of refused) {
    it(`is an error if a statement has ${what}`, () => {
      assert.throws(() => denialOf([statement], "sqs:SendMessage", queueArn), why);
    });
  }

  it("is an error with another version, and for a role with managed policies", () => {
    const [role] = aRole("worker");
    const inputs = { role: stateOf(role!, "name") };
    const policy = (document: object) =>
      declared("aws:iam/rolePolicy:RolePolicy", "old", { ...inputs, policy: document });
    const old = { ...aPolicy(send), Version: "2008-10-17" };
    assert.throws(() => controlOf(role!, policy(old)), /RolePolicy "old", Version: expected/);
    const managed = {
      ...role!,
      inputs: { ...role!.inputs, managedPolicyArns: ["arn:aws:iam::…"] },
    };
    assert.throws(
      () => controlOf(managed),
      /Role "worker": .*does not implement managedPolicyArns/,
    );
    assert.throws(() => controlOf(runsAs(role)), /"worker" runs as a role that is not declared/);
  });
});

describe("what a resource-based policy allows a service", () => {
  const [role] = aRole("worker");
  const worker = runsAs(role);
  const resource = stateOf(worker, "arn");
  const rule = `arn:aws:events:us-east-1:${accountId}:rule/hourly`;
  const invoke = { principal: "events.amazonaws.com", action: "lambda:InvokeFunction", resource };
  const may = (inputs: Readonly<Record<string, unknown>>, over: object = {}): boolean => {
    const control = controlOf(role!, worker, aPermission(worker, "events", inputs));
    return control.denial({ ...invoke, sourceArn: rule, ...over }) === undefined;
  };

  it("is for that service, function, action and source only", () => {
    const permitted = { sourceArn: `arn:aws:events:us-east-1:${accountId}:rule/hour*` };
    assert.ok(may(permitted));
    assert.ok(!may(permitted, { principal: "s3.amazonaws.com" }));
    assert.ok(!may(permitted, { resource: `${resource}-other` }));
    assert.ok(!may(permitted, { action: "lambda:GetFunction" }));
    assert.ok(!may(permitted, { sourceArn: rule.replace("hourly", "daily") }));
  });

  it("is for one account only if it names one", () => {
    assert.ok(may({ sourceAccount: accountId }));
    assert.ok(!may({ sourceAccount: "999999999999" }));
  });

  it("is an error if a permission or condition has unsupported elements", () => {
    assert.throws(() => may({ qualifier: "live" }), /does not implement qualifier/);
    const topic = declared("aws:sns/topic:Topic", "alerts");
    const arn = stateOf(topic, "arn");
    const statement = { Action: "sns:Publish", Resource: arn };
    const Principal = { Service: "cloudwatch.amazonaws.com" };
    const guarded = (over: object) =>
      controlOf(
        topic,
        declared("aws:sns/topicPolicy:TopicPolicy", "alerts", {
          arn,
          policy: aPolicy({ ...statement, Principal, ...over }),
        }),
      );
    const conditions: readonly (readonly [Condition: object, why: RegExp])[] = [
      [{ StringLike: {} }, /does not implement StringLike/],
      [{ ArnLike: { "aws:PrincipalArn": arn } }, /does not implement aws:PrincipalArn/],
      [
        { ArnLike: { "aws:SourceArn": [arn, arn] } },
        /does not implement several values in ArnLike/,
      ],
    ];
    for (const [Condition, why] of conditions) assert.throws(() => guarded({ Condition }), why);
    assert.throws(() => guarded({ Principal: "*" }), /expected a service as principal/);
    assert.throws(() => guarded({ Principal: { AWS: "*" } }), /does not implement AWS/);
  });

  it("allows alarms of the account to publish to a topic without a policy", () => {
    const topic = declared("aws:sns/topic:Topic", "alerts");
    const publish = { action: "sns:Publish", resource: stateOf(topic, "arn"), sourceArn: "arn" };
    const control = controlOf(topic);
    assert.equal(control.denial({ ...publish, principal: "cloudwatch.amazonaws.com" }), undefined);
    assert.notEqual(control.denial({ ...publish, principal: "s3.amazonaws.com" }), undefined);
  });
});

describe("the record of access decisions", () => {
  const role = aRole("worker", send, { Action: "sqs:ReceiveMessage", Resource: queueArn });
  const worker = runsAs(role[0]);
  const request: AccessRequest = {
    functionName: stateOf(worker, "name"),
    resource: queueArn,
    action: "sqs:SendMessage",
  };

  it("names the grants that no request has needed", () => {
    const control = controlOf(...role, worker);
    control.denial(request);
    control.denial({ ...request, action: "sqs:DeleteMessage" });
    const left = control.unusedGrants().map(({ action }) => action);
    assert.deepEqual(left, ["sqs:ReceiveMessage", "sts:AssumeRole"]);
  });

  it("decides by replaced permissions from then on, and remembers earlier requests", () => {
    const [executionRole, policy] = role;
    const control = controlOf(executionRole!, worker);
    assert.notEqual(control.denial(request), undefined);
    control.replaceAccess(declaredAccess([executionRole!, policy!, worker]));
    assert.deepEqual(
      control.unusedGrants().map(({ action }) => action),
      ["sqs:ReceiveMessage", "sts:AssumeRole"],
    );
    assert.equal(control.denial(request), undefined);
  });

  it("holds each request once, and reports each denial once", () => {
    const denials: string[] = [];
    const access = declaredAccess([...role, worker]);
    const onDenial = (why: string) => void denials.push(why);
    const control = accessControl({ access, accountId, onDenial });
    const forbidden = { ...request, action: "sqs:DeleteMessage" };
    for (const one of [request, forbidden, request, forbidden]) control.denial(one);
    assert.deepEqual(
      control.decisions().map(({ denial, ...rest }) => [rest.request, denial === undefined]),
      [
        [request, true],
        [forbidden, false],
      ],
    );
    assert.equal(denials.length, 1);
  });
});
