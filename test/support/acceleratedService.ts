import path from "node:path";
import type { DeclaredResource } from "../../local/declareStack";
import { types } from "./recordedStack";
import { type RunningService, type ServiceOptions, startService } from "./runningService";

/** Longer than a lease and than any invocation here, and far shorter than the declared twelve minutes. */
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
    // Remaining time passes at wall-clock speed, while the function's own clock is accelerated.
    if (resource.type === types.function && speed > 1)
      return withInputs(resource, { timeout: 900 });
    return resource;
  };

/**
 * The whole service with a visibility timeout of 36 seconds: a message that a killed function held
 * is redelivered then. The clocks of queue and functions run `speed` times as fast.
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
