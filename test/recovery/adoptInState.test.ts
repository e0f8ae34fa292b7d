import assert from "node:assert/strict";
import { adoptInState, type State } from "../../recovery/adoption/adoptInState";

const type = "aws:dynamodb/table:Table";
const urnOf = (name: string) => `urn:pulumi:dev::project::component$${type}::${name}`;
const aTable = (name: string) => ({
  urn: urnOf(name),
  type,
  id: `${name}-1234567`,
  inputs: { name: `${name}-1234567`, hashKey: "id" },
  outputs: { name: `${name}-1234567`, id: `${name}-1234567` },
  protect: true,
});
const queue = {
  urn: "urn:pulumi:dev::project::aws:sqs/queue:Queue::orders",
  type: "aws:sqs/queue:Queue",
};
const aState = (...resources: NonNullable<State["deployment"]["resources"]>): State => ({
  version: 3,
  deployment: { secrets_providers: {}, resources },
});

describe("adoptInState", () => {
  it("names another table in place of the declared one, and changes nothing else", () => {
    const state = aState(queue, aTable("orders"), aTable("jobs"));
    const adopted = adoptInState(state, "orders", "orders-restored");
    const orders = {
      ...aTable("orders"),
      id: "orders-restored",
      inputs: { name: "orders-restored", hashKey: "id" },
      outputs: { name: "orders-restored", id: "orders-restored" },
    };
    assert.deepEqual(adopted, {
      state: aState(queue, orders, aTable("jobs")),
      urn: urnOf("orders"),
      previousName: "orders-1234567",
    });
  });

  it("refuses a state without the table, or with two of its name", () => {
    const twice = aState(aTable("orders"), aTable("orders"));
    for (const state of [aState(queue), { deployment: {} }, twice])
      assert.throws(
        () => adoptInState(state, "orders", "x"),
        /Expected one table orders .* got [02]/,
      );
  });
});
