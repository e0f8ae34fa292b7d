import { secrets, type Setup } from "../../faultSimulation/world/setup";
import { requestLatencyMs } from "./faultFreeSetup";
import type { StoreRequest } from "./drainResult";
import type { StoreResponse, Send } from "./naiveBaseline";

/** A way to the simulated store that takes as long as everybody's, and notes what passes. */
export const recordingClient =
  ({ store, clock }: Setup, seen: StoreRequest[]): Send =>
  async (method, path, body): Promise<StoreResponse> => {
    await clock.wait(requestLatencyMs / 2);
    const headers = {
      "X-Auth-Token": secrets.token,
      Accept: "application/json",
      ...(body ? { "Content-Type": "application/json" } : {}),
    };
    const response = store.handle({
      method,
      headers,
      path: `/stores/${store.hash}/v2${path}`,
      body: body && JSON.stringify(body),
    });
    const { status } = response;
    const quotaLeft = Number(response.headers["x-rate-limit-requests-left"]);
    seen.push({ method, path: `/v2${path}`, status, quotaLeft, handledAt: clock.now() });
    await clock.wait(requestLatencyMs / 2);
    return {
      status,
      header: (name) => response.headers[name],
      body: status === 200 ? JSON.parse(response.body) : undefined,
    };
  };
