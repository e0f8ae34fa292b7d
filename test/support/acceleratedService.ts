import path from "node:path";
import type { DeclaredResource } from "../../local/declareStack";
import { types } from "./recordedStack";
import { type RunningService, type ServiceOptions, startService } from "./runningService";

/** Longer than a claim and than any invocation here, and far shorter than the twelve minutes declared. */
const visibilityTimeoutSeconds = 36;

const withInputs = (resource: DeclaredResource, inputs: object): DeclaredResource => ({
  ...resource,
  inputs: { ...resource.inputs, ...inputs },
  state: { ...resource.state, ...inputs },
});

const accelerated =
  (speed: number) =>
  (resource: DeclaredResource): DeclaredResource => {
    if (resource.type === types.queue && resource.name === "orders")
      return withInputs(resource, { visibilityTimeoutSeconds });
    // A function learns by wall time when it must end, and reads its own clock, which runs ahead.
    if (resource.type === types.function && speed > 1)
      return withInputs(resource, { timeout: 900 });
    return resource;
  };

/**
 * The whole service, in which a message that a killed function held comes back after 36 seconds.
 * Both the queue's and the functions' time pass `speed` times as fast.
 */
export const startAcceleratedService = (
  speed: number,
  options: ServiceOptions,
): Promise<RunningService> =>
  startService({
    ...options,
    timeFactor: speed,
    env: {
      NODE_OPTIONS: `--require ${JSON.stringify(path.join(__dirname, "fastClock.js"))}`,
      FAST_CLOCK_SINCE: String(Date.now()),
      FAST_CLOCK_SPEED: String(speed),
    },
    adapt: (declared) => ({ ...declared, resources: declared.resources.map(accelerated(speed)) }),
  });
