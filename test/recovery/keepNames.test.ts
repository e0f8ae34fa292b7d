import assert from "node:assert/strict";
import { keepNames } from "../../recovery/stackImport/keepNames";

const afterwards = (inputs?: object): unknown => {
  const state = { version: 3, deployment: { secrets: "kept", resources: [{ urn: "u", inputs }] } };
  const { version, deployment } = keepNames(state as Parameters<typeof keepNames>[0]);
  assert.deepEqual([version, deployment["secrets"]], [3, "kept"]);
  return deployment.resources?.[0]?.inputs;
};

describe("keepNames", () => {
  it("counts the names of imported resources as generated ones", () => {
    const table = { name: "orders-0a1b2c3", hashKey: "id" };
    assert.deepEqual(afterwards({ ...table, __defaults: [] }), { ...table, __defaults: ["name"] });
    const permission = { statementId: "orders-0a1b2c3", action: "lambda:InvokeFunction" };
    assert.deepEqual(afterwards({ ...permission, __defaults: [] }), {
      ...permission,
      __defaults: ["statementId"],
    });
  });

  const unchanged: readonly (readonly [title: string, inputs: object | undefined])[] = [
    ["a resource of a deployment", { name: "orders-1", __defaults: ["timeout", "name"] }],
    ["a resource without a list of defaults", { name: "orders-1" }],
    ["a resource without a name", { queueUrl: "https://…", __defaults: [] }],
    ["a component", undefined],
  ];
  for (const [title, inputs] of unchanged)
    it(`changes nothing of ${title}`, () => assert.deepEqual(afterwards(inputs), inputs));
});
