import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { DeclaredResource } from "../../local/declareStack";
import { scopes } from "./aWebhookRequest";
import { type Deployment, startDeployment } from "./deployment";
import type { CommandResult } from "./engine";
import type { Position } from "./faultyProvider";
import { startStateBucket } from "./stateBucket";

interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
}

/** What `pulumi stack export` prints, as far as tests read it. */
interface State {
  readonly resources?: readonly StateResource[];
  readonly pending_operations?: readonly {
    readonly type: string;
    readonly resource: StateResource;
  }[];
}

interface Attempt extends CommandResult {
  readonly isKilled: boolean;
}

/** A deployed stack, with its state in a bucket, whose operations fail, with the documented ways to repair the stack. */
export interface FailingDeployment extends Deployment {
  /** The URNs of all AWS resources of an undisturbed deployment. */
  readonly created: readonly string[];
  /** Deploys a change undisturbed; returns the URNs of the AWS resources that the change updates. */
  readonly change: (settings: Readonly<Record<string, string>>) => Promise<readonly string[]>;
  /**
   * Repeats a command until it succeeds, and repairs the stack after each failure as documented. Each run fails
   * at the positions that it reaches first.
   */
  readonly converge: (command: readonly string[], positions: readonly Position[]) => Promise<void>;
  readonly set: (settings: Readonly<Record<string, string>>) => Promise<void>;
  /** Runs a command, and kills the CLI once the moment has come. */
  readonly killAt: (moment: () => Promise<unknown>, command: readonly string[]) => Promise<void>;
  /** Nothing is doubled, nothing lost, and a preview with a refresh shows no change. */
  readonly assertWhole: () => Promise<void>;
  readonly assertNothingLeft: () => void;
}

const keyOf = ({ type, id }: { readonly type: string; readonly id?: string }): string =>
  `${type} ${id}`;
const nameOf = ({ type, name }: DeclaredResource): string => `${type} ${name}`;

export const startFailingDeployment = async (engineFolder: string): Promise<FailingDeployment> => {
  const bucket = await startStateBucket();
  const deployment = await startDeployment(engineFolder, { env: bucket.env });
  const { cli, provider, store, resources } = deployment;
  await cli.succeed("up", "--yes", "--skip-preview");
  const names = resources().map(nameOf).sort();
  const created = provider.operations().map(({ urn }) => urn);

  const set = async (settings: Readonly<Record<string, string>>): Promise<void> => {
    for (const [key, value] of Object.entries(settings))
      await cli.succeed("config", "set", key, value);
  };

  const webhookScopes = (): string[] =>
    store
      .hooks()
      .map(({ scope }) => String(scope))
      .sort();
  const readState = async (): Promise<State> => {
    const file = path.join(deployment.directory, "state.json");
    await cli.succeed("stack", "export", "--file", file);
    return (JSON.parse(readFileSync(file, "utf8")) as { readonly deployment: State }).deployment;
  };
  const pendingCreations = ({ pending_operations: pending = [] }: State): readonly string[] =>
    pending.filter(({ type }) => type === "creating").map(({ resource }) => resource.urn);

  /** The resources in AWS that the state does not know. */
  const orphans = (state: State): readonly DeclaredResource[] => {
    const known = new Set((state.resources ?? []).map(keyOf));
    return resources().filter((resource) => !known.has(keyOf(resource)));
  };

  const attempt = async (command: readonly string[]): Promise<Attempt> => {
    const { result, kill } = cli.start(...command);
    let isKilled = false;
    provider.killWith(() => {
      if (!isKilled) kill();
      isKilled = true;
    });
    const finished = await result;
    provider.endKilled();
    return { ...finished, isKilled };
  };

  /**
   * As docs/upgrading.md says: deletes what AWS has and the state lacks. The state names each creation that was
   * running when the CLI was killed; the output of the CLI names each whose response was lost, maybe in the same run.
   */
  const repair = async ({ isKilled, output }: Attempt, lost: readonly string[]): Promise<void> => {
    if (isKilled) await cli.succeed("cancel", "--yes");
    const state = await readState();
    const pending = isKilled ? pendingCreations(state) : [];
    for (const orphan of orphans(state)) {
      const { urn, name } = orphan;
      const isNamed = pending.includes(urn) || (lost.includes(urn) && output.includes(name));
      assert.ok(isNamed, `Nothing names ${urn}, which exists`);
      await provider.delete(orphan.id, orphan);
    }
    if (pending.length === 0) return;
    await cli.succeed("refresh", "--yes", "--skip-preview", "--clear-pending-creates");
  };

  return {
    ...deployment,
    created,
    async change(settings) {
      const earlier = provider.operations().length;
      await set(settings);
      await cli.succeed("up", "--yes", "--skip-preview");
      return provider
        .operations()
        .slice(earlier)
        .map(({ urn }) => urn);
    },
    set,
    async converge(command, positions) {
      provider.failOnce(positions);
      const lost = positions.filter(({ fault }) => fault === "lost").map(({ urn }) => urn);
      for (let runs = 1; ; runs += 1) {
        const attempted = await attempt(command);
        if (attempted.exitCode === 0) break;
        assert.ok(runs < positions.length + 10, attempted.output);
        await repair(attempted, lost);
      }
      assert.deepEqual(provider.remaining(), []);
    },
    async killAt(moment, command) {
      const { result, kill } = cli.start(...command);
      await moment();
      kill();
      await repair({ ...(await result), isKilled: true }, []);
    },
    async assertWhole() {
      assert.deepEqual(resources().map(nameOf).sort(), names);
      assert.deepEqual(orphans(await readState()), []);
      assert.deepEqual(webhookScopes(), [...scopes].sort());
      await cli.succeed("preview", "--refresh", "--run-program", "--expect-no-changes");
    },
    assertNothingLeft() {
      assert.deepEqual([resources(), webhookScopes()], [[], []]);
    },
    async stop() {
      await deployment.stop();
      await bucket.stop();
    },
  };
};
