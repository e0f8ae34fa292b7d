import assert from "node:assert/strict";
import type { DeclaredResource } from "../../local/declareStack";
import { stringMapAt } from "../../local/resourceProperties";
import { eventually } from "../support/eventually";
import { types } from "../support/recordedStack";
import { keptReleases, stateOf } from "../support/releasedStack";
import { type RunningService, startService } from "../support/runningService";

interface State {
  readonly deployment: {
    readonly resources: readonly {
      readonly type: string;
      readonly urn: string;
      readonly inputs?: {
        readonly environment?: { readonly variables: Readonly<Record<string, unknown>> };
      };
    }[];
  };
}

/** The names of the variables that a release sets, by function. */
const variablesOf = (release: string): ReadonlyMap<string, readonly string[]> => {
  const { deployment } = JSON.parse(stateOf(release)) as State;
  const functions = deployment.resources.filter(({ type }) => type === types.function);
  return new Map(
    functions.map(({ urn, inputs }) => [
      urn.split("::").at(-1) ?? "",
      Object.keys(inputs?.environment?.variables ?? {}),
    ]),
  );
};

const withVariablesOf =
  (variables: ReadonlyMap<string, readonly string[]>) =>
  (resource: DeclaredResource): DeclaredResource => {
    const kept = variables.get(resource.name);
    if (resource.type !== types.function || !kept) return resource;
    const present = Object.entries(stringMapAt(resource, "environment.variables"));
    const environment = {
      variables: Object.fromEntries(present.filter(([name]) => kept.includes(name))),
    };
    return {
      ...resource,
      inputs: { ...resource.inputs, environment },
      state: { ...resource.state, environment },
    };
  };

for (const release of keptReleases()) {
  describe(`journey: the functions have the variables of ${release}, as in the middle of a downgrade`, () => {
    let service: RunningService;
    before(async function () {
      this.timeout(120_000);
      const variables = variablesOf(release);
      assert.ok(variables.size >= 3, "the release has functions");
      const adaptResource = withVariablesOf(variables);
      service = await startService({
        store: { orders: 5, seed: 4 },
        adapt: (declared) => ({ ...declared, resources: declared.resources.map(adaptResource) }),
      });
    });
    after(() => service?.stop());

    it("acknowledges an order after its webhook", async () => {
      const { id } = service.store.place({ kind: "physical" });
      await eventually("the order is acknowledged", () => service.store.order(id)?.status_id === 9);
    });

    it("polls", async () => {
      await service.poll();
      const jobs = await service.rows("jobs");
      const outcomes = jobs.filter(({ kind }) => kind === "poll").map(({ outcome }) => outcome);
      assert.deepEqual(outcomes, ["succeeded"]);
    });
  });
}
