import type { HttpRequest, Transport } from "../../adapters/httpTransport";
import { Failure } from "../../domain/failure";
import type { SimulatedStore } from "../../simulator/simulatedStore";

/** A way to a simulated store that needs no network; its answers take as long as the store's clock says. */
export const simulatedTransport =
  (store: SimulatedStore): Transport =>
  async ({ method, url, headers, body, timeoutMs }: HttpRequest) => {
    const { clock } = store;
    const { pathname, search } = new URL(url);
    let cancel = () => {};
    const timeOut = new Promise<never>((_, reject) => {
      const giveUp = () => reject(new Failure("store.unavailable", "no answer: time-out"));
      cancel = clock.schedule(clock.now() + timeoutMs, giveUp);
    });
    const answer = store.call({ method, path: `${pathname}${search}`, headers, body });
    const response = await Promise.race([answer, timeOut]).finally(() => cancel());
    return {
      status: response.status,
      header: (name) => response.headers[name],
      text: response.body,
    };
  };
