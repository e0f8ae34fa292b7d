import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { stayInRegion } from "../../infra/homeRegion";
import { onEveryStack, only, types } from "../support/recordedStack";
import { settingOf } from "../support/stackFiles";

/** As after a first deployment: the stash keeps what it was created with, whatever its input is now. */
const deployedIn = (region: string): Promise<void> =>
  pulumi.runtime.setMocks(
    {
      newResource: ({ name, inputs }) => ({
        id: name,
        state: { ...(inputs as object), output: region },
      }),
      call: () => ({}),
    },
    "order-replication",
    "prod",
  );

const resultOf = (output: pulumi.Output<string>): Promise<string> =>
  (output as unknown as { promise(): Promise<string> }).promise();

describe("the region of a deployed stack", () => {
  it("stays", async () => {
    await deployedIn("us-east-1");
    assert.equal(
      await resultOf(stayInRegion({ region: "us-east-1", isProtected: true })),
      "us-east-1",
    );
  });

  it("is refused once changed, by what the state knows, with what to do", async () => {
    await deployedIn("us-east-1");
    await assert.rejects(
      resultOf(stayInRegion({ region: "eu-west-1", isProtected: false })),
      (problem) => {
        assert.ok(problem instanceof pulumi.RunError);
        assert.match(
          problem.message,
          /^aws:region: expected us-east-1, where stack prod is deployed; got eu-west-1\. /,
        );
        assert.match(problem.message, /`pulumi config set aws:region us-east-1`/);
        assert.match(problem.message, /docs\/moving-region\.md/);
        assert.equal(problem.stack, problem.message, "Pulumi prints the stack");
        return true;
      },
    );
  });

  onEveryStack((recorded) => {
    it("is stored in the state, as long as the tables exist", () => {
      const { inputs, protect } = only(recorded(), types.stash, "region");
      assert.equal(inputs.input, recorded().region);
      assert.equal(String(protect), settingOf(recorded().stack, "protectData"));
    });
  });
});
