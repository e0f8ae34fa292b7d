import { secrets, type Setup } from "../../faultSimulation/world/setup";
import type { StoreRequest } from "./drainResult";
import { requestLatencyMs } from "./faultFreeSetup";
import type { Send, StoreResponse } from "./naiveBaseline";

/** A client of the simulated store, with the service's latency, that appends each request to `requests`. */
export const recordingClient =
  ({ store, clock }: Setup, requests: StoreRequest[]): Send =>
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
    const quotaRemaining = Number(response.headers["x-rate-limit-requests-left"]);
    requests.push({ method, path: `/v2${path}`, status, quotaRemaining, processedAt: clock.now() });
    await clock.wait(requestLatencyMs / 2);
    return {
      status,
      header: (name) => response.headers[name],
      body: status === 200 ? JSON.parse(response.body) : undefined,
    };
  };
