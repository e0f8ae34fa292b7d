import assert from "node:assert/strict";
import { declaredLosses } from "../../release/upgrade/declaredLosses";
import { lossesIn } from "../../release/upgrade/lossesIn";

const queue = "aws:sqs/queue:Queue";
const urn = (type: string, name: string): string =>
  `urn:pulumi:prod::order-replication::order-replication:infra:WorkQueue$${type}::${name}`;

const guarded = [
  "aws:dynamodb/table:Table",
  queue,
  "aws:sns/topic:Topic",
  "aws:sns/topicSubscription:TopicSubscription",
  "aws:apigateway/restApi:RestApi",
  "pulumi-nodejs:dynamic/order-replication:BigCommerceWebhook",
];

describe("the losses in a preview", () => {
  for (const type of guarded)
    for (const op of ["replace", "create-replacement", "delete-replaced", "delete", "discard"])
      it(`are ${type} by ${op}`, () => {
        assert.deepEqual(lossesIn([{ op, urn: urn(type, "orders") }]), [{ type, name: "orders" }]);
      });

  it("name a resource with several steps once", () => {
    const steps = ["create-replacement", "replace", "delete-replaced"].map((op) => ({
      op,
      urn: urn(queue, "orders"),
    }));
    assert.deepEqual(lossesIn(steps), [{ type: queue, name: "orders" }]);
  });

  for (const op of ["same", "create", "update", "refresh", "import"])
    it(`are none by ${op}`, () => {
      assert.deepEqual(lossesIn([{ op, urn: urn(queue, "orders") }]), []);
    });

  it("are none where a resource is replaced that holds nothing", () => {
    const type = "aws:apigateway/deployment:Deployment";
    assert.deepEqual(lossesIn([{ op: "replace", urn: urn(type, "webhooks") }]), []);
  });
});

const changelog = `# Changelog

## [Unreleased]

### Replaced

- \`${queue}\` \`orders\`: the queue is a FIFO queue now.

### Fixed

- \`${queue}\` \`fixed\`: not a replacement.

## [0.2.0] - 2026-11-26

### Replaced

- \`aws:sns/topic:Topic\` \`alerts\`: topics are encrypted.
- \`aws:sns/topic:Topic\` \`without-a-reason\`

## [0.1.0] - 2026-11-22

### Replaced

- \`aws:sns/topic:Topic\` \`before\`: older than the state.
`;

describe("the losses that a changelog declares", () => {
  it("are those of all later releases and of the unreleased changes, with a reason", () => {
    assert.deepEqual(declaredLosses(changelog, "0.1.0"), [
      { type: queue, name: "orders" },
      { type: "aws:sns/topic:Topic", name: "alerts" },
    ]);
  });

  it("are not those of the same release", () => {
    assert.deepEqual(declaredLosses(changelog, "0.2.0"), [{ type: queue, name: "orders" }]);
  });

  it("are unknown since a release that the changelog does not list", () => {
    assert.throws(() => declaredLosses(changelog, "0.3.0"), /section 0\.3\.0/);
  });
});
