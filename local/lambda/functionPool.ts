import { constants, getPriority, setPriority } from "node:os";
import type { Container } from "./container";
import type { FunctionDefinition, InvocationResult } from "./functionDefinition";

export interface FunctionPool {
  readonly definition: FunctionDefinition;
  readonly invoke: (event: unknown) => Promise<InvocationResult>;
  readonly containers: () => readonly Container[];
  /**
   * Gives containers started from now on a lower CPU priority: no caller waits for a queue consumer.
   * On AWS each container has its own CPU share; here they share a few cores.
   */
  readonly lowerPriority: () => void;
  /** Runs further events with other code or settings; running invocations end as they began. */
  readonly update: (definition: FunctionDefinition, startContainer: () => Container) => void;
  readonly stop: () => Promise<void>;
}

/** AWS allows a thousand; a laptop has a few cores, so further events wait for a free container. */
const defaultMaxContainers = 10;

/** A function's containers: started if none is idle, kept warm, replaced when they exit. */
export const functionPool = (
  initialDefinition: FunctionDefinition,
  startInitialContainer: () => Container,
  onResult: (result: InvocationResult) => void,
): FunctionPool => {
  let definition = initialDefinition;
  let startContainer = startInitialContainer;
  /** Of an earlier definition, and busy; they end with their invocation. */
  const outdated = new Set<Container>();
  const idle: Container[] = [];
  const all = new Set<Container>();
  const waiting: ((container: Container) => void)[] = [];
  let isLowPriority = false;

  const deprioritize = ({ pid }: Container): void => {
    const { PRIORITY_BELOW_NORMAL: below } = constants.priority;
    // A process may not raise a priority above its own.
    if (pid !== undefined) setPriority(pid, Math.max(below, getPriority()));
  };
  const start = (): Container => {
    const container = startContainer();
    if (isLowPriority) deprioritize(container);
    all.add(container);
    return container;
  };
  const acquire = async (): Promise<Container> => {
    for (let free = idle.pop(); free; free = idle.pop()) {
      if (free.isAlive()) return free;
      all.delete(free);
    }
    if (all.size < (definition.maxContainers ?? defaultMaxContainers)) return start();
    return new Promise((resolve) => waiting.push(resolve));
  };
  const release = (container: Container): void => {
    if (outdated.delete(container)) void container.stop();
    if (!container.isAlive()) all.delete(container);
    const next = waiting.shift();
    if (next) next(container.isAlive() ? container : start());
    else if (container.isAlive()) idle.push(container);
  };

  return {
    get definition() {
      return definition;
    },
    update: (newDefinition, startNewContainer) => {
      [definition, startContainer] = [newDefinition, startNewContainer];
      const free = new Set(idle.splice(0));
      for (const container of free) {
        all.delete(container);
        void container.stop();
      }
      for (const container of all) outdated.add(container);
    },
    containers: () => [...all].filter((container) => container.isAlive()),
    lowerPriority: () => void (isLowPriority = true),
    stop: async () => void (await Promise.all([...all].map((container) => container.stop()))),
    invoke: async (event) => {
      const container = await acquire();
      const result = await container.run(JSON.stringify(event));
      release(container);
      onResult(result);
      return result;
    },
  };
};
