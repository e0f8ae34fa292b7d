import type { HttpRequest, Transport } from "../../adapters/httpTransport";
import { Failure } from "../../domain/failure";
import type { SimulatedStore } from "../../simulator/simulatedStore";

/** A transport to a simulated store without a network; latency passes on the store's clock. */
export const simulatedTransport =
  (store: SimulatedStore): Transport =>
  async ({ method, url, headers, body, timeoutMs, maxBytes }: HttpRequest) => {
    const { clock } = store;
    const { pathname, search } = new URL(url);
    let cancel = () => {};
    const timeOut = new Promise<never>((_, reject) => {
      const expire = () => reject(new Failure("store.unavailable", "no response: time-out"));
      cancel = clock.schedule(clock.now() + timeoutMs, expire);
    });
    const responding = store.call({ method, path: `${pathname}${search}`, headers, body });
    const response = await Promise.race([responding, timeOut]).finally(() => cancel());
    const isTooLarge = Buffer.byteLength(response.body) > maxBytes;
    return {
      status: response.status,
      header: (name) => response.headers[name],
      ...(isTooLarge ? { text: "", exceeds: maxBytes } : { text: response.body }),
    };
  };
