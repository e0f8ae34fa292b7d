import { AsyncLocalStorage } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import type { DeclaredResource } from "./declareStack";
import { type MockOutputs, mockOutputs, mockCall } from "./mockOutputs";
import { isWrappedSecret, plainInputs, secretInputsOf } from "./plainInputs";

interface RecordOptions {
  readonly project: string;
  readonly stack: string;
  readonly region: string;
  /** Takes what goes wrong while registering, before Pulumi wraps it. */
  readonly problems: unknown[];
}

interface Recorded {
  readonly resources: DeclaredResource[];
  readonly outputs: Record<string, unknown>;
}

type Fields = Readonly<Record<string, unknown>>;

type Draft = Omit<DeclaredResource, "urn" | "parent" | "dependencies">;

/** The part of a registration request that mocks are not given. */
interface Registration {
  getParent(): string;
  getDependenciesList(): string[];
  getPropertydependenciesMap(): { forEach(each: (of: { getUrnsList(): string[] }) => void): void };
}

interface OutputsRegistration {
  getUrn(): string;
  getOutputs(): { toJavaScript(): Fields } | undefined;
}

type Callback = (problem: unknown, response: { getUrn(): string }) => void;

/** Components exist in the program alone. */
const component: MockOutputs = { id: "", state: {} };

const isDeclared = ({ type }: DeclaredResource): boolean =>
  type !== "pulumi:pulumi:Stack" && !type.startsWith("pulumi:providers:");

const dependenciesOf = (request: Registration): string[] => {
  const urns = new Set(request.getDependenciesList());
  const addAll = (of: { getUrnsList(): string[] }): void =>
    of.getUrnsList().forEach((urn) => urns.add(urn));
  request.getPropertydependenciesMap().forEach(addAll);
  return [...urns];
};

/** Lets a mock hand its resource to the request that it answers: Pulumi's mocks know no request. */
const drafts = new AsyncLocalStorage<{ draft?: Draft }>();

const mocks = (place: RecordOptions): pulumi.runtime.Mocks => ({
  call: ({ token, inputs }) => mockCall(token, inputs as Fields, place),
  newResource: async ({ type, name, inputs, custom = true, id }) => {
    const wrapped = inputs as Fields;
    const plain = await plainInputs(wrapped);
    const existingId = id === "" ? undefined : id;
    const declaration = { type, name, inputs: plain, ...place, existingId };
    const reply = custom ? mockOutputs(declaration) : component;
    const holder = drafts.getStore() ?? {};
    holder.draft = {
      type,
      name,
      custom,
      id: reply.id,
      inputs: plain,
      secretInputs: secretInputsOf(wrapped),
      state: { ...reply.state, ...plain },
    };
    // The wrapped inputs go back, so that outputs made from secrets stay secret.
    return { id: reply.id, state: { ...reply.state, ...wrapped } };
  },
});

/** Keeps what each resource was registered with, in the order of arrival. */
class RecordingMonitor extends MockMonitor {
  readonly recorded: Recorded = { resources: [], outputs: {} };

  constructor(
    answers: pulumi.runtime.Mocks,
    private readonly problems: unknown[],
  ) {
    super(answers);
  }

  override registerResource(request: Registration, callback: Callback): Promise<void> {
    const holder: { draft?: Draft } = {};
    const record: Callback = (problem, response) => {
      if (problem) this.problems.push(problem);
      else this.keep(request, response.getUrn(), holder.draft);
      callback(problem, response);
    };
    return drafts.run(holder, () => super.registerResource(request, record));
  }

  override invoke(request: object, callback: Callback): Promise<void> {
    return super.invoke(request, (problem: unknown, response) => {
      if (problem) this.problems.push(problem);
      callback(problem, response as { getUrn(): string });
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

  private keep(request: Registration, urn: string, draft: Draft | undefined): void {
    if (!draft) return;
    const parent = request.getParent() === "" ? undefined : request.getParent();
    const resource = { ...draft, urn, parent, dependencies: dependenciesOf(request) };
    if (isDeclared(resource)) this.recorded.resources.push(resource);
  }
}

/** From here on, what the Pulumi program registers in this process is recorded, not deployed. */
export const recordResources = async (place: RecordOptions): Promise<Recorded> => {
  const answers = mocks(place);
  await pulumi.runtime.setMocks(answers, place.project, place.stack);
  const monitor = new RecordingMonitor(answers, place.problems);
  pulumi.runtime.setMockOptions(monitor, place.project, place.stack);
  return monitor.recorded;
};
