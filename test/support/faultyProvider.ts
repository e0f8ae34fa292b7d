import { isDeepStrictEqual } from "node:util";
import type { Fields } from "../../local/fields";
import type { AwsProvider, ResourceName } from "../../local/provider/awsProvider";
import { PartialFailure } from "../../local/provider/partialFailure";

export type Operation = "create" | "update" | "delete";

/** How an operation fails in AWS, in the words of the provider. */
const messages = {
  denied: ({ name }: ResourceName) =>
    `AccessDeniedException: User is not authorized to perform this action on ${name}`,
  throttled: () => "ThrottlingException: Rate exceeded",
  /** After the operation took effect; the provider knows the id. */
  "timed out": () => "timeout while waiting for state to become 'ACTIVE'",
  /** After a creation took effect; the provider knows no id. */
  lost: () => "RequestError: send request failed: connection reset by peer",
} as const;
type Failure = keyof typeof messages;

/** The CLI is killed while the operation runs: before it takes effect, or after. */
type Kill = "killed before" | "killed after";
export type Fault = Failure | Kill;

export interface Operated {
  readonly operation: Operation;
  readonly urn: string;
}

/** An operation that fails once. */
export interface Position extends Operated {
  readonly fault: Fault;
}

interface Attempt {
  readonly operation: Operation;
  readonly resource: ResourceName;
  readonly fault: Fault | undefined;
}

/** A provider whose operations fail on request, as those of `@pulumi/aws` do. */
export interface FaultyProvider extends AwsProvider {
  /** Replaces all positions that have not failed yet. */
  readonly failOnce: (positions: readonly Position[]) => void;
  /** The positions that have not failed yet. */
  readonly remaining: () => readonly Position[];
  /** How to kill the running CLI. */
  readonly killWith: (kill: () => void) => void;
  /** Ends the operations that were running when the CLI was killed. */
  readonly endKilled: () => void;
  /** The operations that succeeded so far. */
  readonly operations: () => readonly Operated[];
}

const isKill = (fault: Fault): fault is Kill =>
  fault === "killed before" || fault === "killed after";
const takesEffect = (fault: Fault): boolean =>
  fault !== "denied" && fault !== "throttled" && fault !== "killed before";

export const faultyProvider = (provider: AwsProvider): FaultyProvider => {
  let positions: readonly Position[] = [];
  const operations: Operated[] = [];
  const take = (operation: Operation, { urn }: ResourceName): Fault | undefined => {
    const found = positions.find((each) => each.operation === operation && each.urn === urn);
    positions = positions.filter((each) => each !== found);
    return found?.fault;
  };

  let killCli = (): void => undefined;
  let waiting: (() => void)[] = [];
  const untilCliEnds = (): Promise<void> =>
    new Promise((resolve) => {
      waiting.push(resolve);
      killCli();
    });

  /**
   * The inputs of a failed creation or update, by URN. The bridge of Terraform providers writes these to the
   * state even where AWS refused them, compares with the state, and finds nothing to do at the next update; a
   * refresh reads what AWS has (github.com/pulumi/pulumi/issues/21458).
   */
  const recorded = new Map<string, Fields>();
  const isRecorded = ({ urn }: ResourceName, inputs: Fields): boolean =>
    isDeepStrictEqual(recorded.get(urn), inputs);
  const recordedProperties = (id: string, resource: ResourceName, inputs: Fields): Fields => ({
    ...provider.read(id, resource, inputs)?.properties,
    ...inputs,
  });

  const fail = async (fault: Fault, resource: ResourceName): Promise<never> => {
    if (!isKill(fault)) throw new Error(messages[fault](resource));
    await untilCliEnds();
    throw new Error("The CLI was killed");
  };

  const attempt = async <T>(
    { operation, resource, fault }: Attempt,
    act: () => Promise<T>,
  ): Promise<T> => {
    if (fault !== undefined && !takesEffect(fault)) return fail(fault, resource);
    const result = await act();
    if (fault !== undefined) return fail(fault, resource);
    operations.push({ operation, urn: resource.urn });
    return result;
  };

  const partialFailure = (
    fault: Failure,
    resource: ResourceName,
    { id, inputs }: { readonly id: string; readonly inputs: Fields },
  ): PartialFailure => {
    recorded.set(resource.urn, inputs);
    const properties = recordedProperties(id, resource, inputs);
    return new PartialFailure(messages[fault](resource), { id, properties });
  };

  return {
    ...provider,
    diff: (resource, oldInputs, news) =>
      isRecorded(resource, news)
        ? { changed: [], replaces: [], deleteBeforeReplace: false }
        : provider.diff(resource, oldInputs, news),
    read(id, resource, oldInputs) {
      recorded.delete(resource.urn);
      return provider.read(id, resource, oldInputs);
    },
    async create(resource, inputs) {
      const fault = take("create", resource);
      const create = async () => provider.create(resource, inputs);
      if (fault !== "timed out") return attempt({ operation: "create", resource, fault }, create);
      const { id } = await create();
      throw partialFailure(fault, resource, { id, inputs });
    },
    async update(id, resource, inputs) {
      if (isRecorded(resource, inputs)) return recordedProperties(id, resource, inputs);
      const fault = take("update", resource);
      const update = async () => provider.update(id, resource, inputs);
      if (fault === undefined || isKill(fault))
        return attempt({ operation: "update", resource, fault }, update);
      if (takesEffect(fault)) await update();
      throw partialFailure(fault, resource, { id, inputs });
    },
    async delete(id, resource) {
      const fault = take("delete", resource);
      const remove = async () => provider.delete(id, resource);
      await attempt({ operation: "delete", resource, fault }, remove);
    },
    failOnce(failing) {
      positions = failing;
    },
    remaining: () => positions,
    killWith(kill) {
      killCli = kill;
    },
    endKilled() {
      for (const end of waiting) end();
      waiting = [];
    },
    operations: () => operations,
  };
};
