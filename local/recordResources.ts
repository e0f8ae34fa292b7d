import { AsyncLocalStorage } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import type { DeclaredResource } from "./declareStack";
import { type Fields } from "./fields";
import { mockCall, type MockOutputs, mockOutputs } from "./mockOutputs";
import { isWrappedSecret, plainInputs, secretInputsOf } from "./plainInputs";

interface RecordOptions {
  readonly project: string;
  readonly stack: string;
  readonly region: string;
  /** Collects the errors of registrations before Pulumi wraps them. */
  readonly errors: unknown[];
}

interface Recorded {
  readonly resources: DeclaredResource[];
  readonly outputs: Record<string, unknown>;
}

type Draft = Omit<DeclaredResource, "urn" | "parent" | "dependencies" | "protect">;

/** The part of a registration request that mocks do not receive. */
interface Registration {
  getParent(): string;
  getProtect(): boolean;
  getDependenciesList(): string[];
  getPropertydependenciesMap(): { forEach(each: (of: { getUrnsList(): string[] }) => void): void };
}

interface OutputsRegistration {
  getUrn(): string;
  getOutputs(): { toJavaScript(): Fields } | undefined;
}

type Callback = (error: unknown, response: { getUrn(): string }) => void;

/** Components exist only in the program. */
const componentOutputs: MockOutputs = { id: "", state: {} };

const isDeclared = ({ type }: DeclaredResource): boolean =>
  type !== "pulumi:pulumi:Stack" && !type.startsWith("pulumi:providers:");

const dependenciesOf = (request: Registration): string[] => {
  const urns = new Set(request.getDependenciesList());
  const addAll = (of: { getUrnsList(): string[] }): void =>
    of.getUrnsList().forEach((urn) => urns.add(urn));
  request.getPropertydependenciesMap().forEach(addAll);
  return [...urns];
};

/** Passes a mock's resource to the request being handled, which Pulumi does not pass to mocks. */
const drafts = new AsyncLocalStorage<{ draft?: Draft }>();

const createMocks = (options: RecordOptions): pulumi.runtime.Mocks => ({
  call: ({ token, inputs }) => mockCall(token, inputs as Fields, options),
  newResource: async ({ type, name, inputs, custom = true, id }) => {
    const wrapped = inputs as Fields;
    const plain = await plainInputs(wrapped);
    const existingId = id === "" ? undefined : id;
    const { stack, region } = options;
    const declaration = { type, name, inputs: plain, stack, region, existingId };
    const outputs = custom ? mockOutputs(declaration) : componentOutputs;
    const holder = drafts.getStore() ?? {};
    holder.draft = {
      type,
      name,
      custom,
      id: outputs.id,
      inputs: plain,
      secretInputs: secretInputsOf(wrapped),
      state: { ...outputs.state, ...plain },
    };
    // Inputs are returned wrapped, so that outputs made from secrets stay secret.
    return { id: outputs.id, state: { ...outputs.state, ...wrapped } };
  },
});

/** Records each registered resource, in the order of registration. */
class RecordingMonitor extends MockMonitor {
  readonly recorded: Recorded = { resources: [], outputs: {} };

  constructor(
    mocks: pulumi.runtime.Mocks,
    private readonly errors: unknown[],
  ) {
    super(mocks);
  }

  override registerResource(request: Registration, callback: Callback): Promise<void> {
    const holder: { draft?: Draft } = {};
    const onRegistered: Callback = (error, response) => {
      if (error) this.errors.push(error);
      else this.record(request, response.getUrn(), holder.draft);
      callback(error, response);
    };
    return drafts.run(holder, () => super.registerResource(request, onRegistered));
  }

  override invoke(request: object, callback: Callback): Promise<void> {
    return super.invoke(request, (error: unknown, response) => {
      if (error) this.errors.push(error);
      callback(error, response as { getUrn(): string });
    });
  }

  override registerResourceOutputs(request: OutputsRegistration, callback: Callback): void {
    if (request.getUrn().includes("::pulumi:pulumi:Stack::")) {
      for (const [key, value] of Object.entries(request.getOutputs()?.toJavaScript() ?? {})) {
        this.recorded.outputs[key] = isWrappedSecret(value) ? value.value : value;
      }
    }
    super.registerResourceOutputs(request, callback);
  }

  private record(request: Registration, urn: string, draft: Draft | undefined): void {
    if (!draft) return;
    const parent = request.getParent() === "" ? undefined : request.getParent();
    const [dependencies, protect] = [dependenciesOf(request), request.getProtect()];
    const resource = { ...draft, urn, parent, dependencies, protect };
    if (isDeclared(resource)) this.recorded.resources.push(resource);
  }
}

/** From now on, resources that this process registers are recorded instead of deployed. */
export const recordResources = async (options: RecordOptions): Promise<Recorded> => {
  const { project, stack, errors } = options;
  const mocks = createMocks(options);
  await pulumi.runtime.setMocks(mocks, project, stack);
  const monitor = new RecordingMonitor(mocks, errors);
  pulumi.runtime.setMockOptions(monitor, project, stack);
  return monitor.recorded;
};
