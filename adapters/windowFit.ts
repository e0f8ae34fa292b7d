import { maxResponseBytes } from "../domain/sizeLimits";

/** How many orders one response is likely to hold within the limit, by the responses before. */
export interface WindowFit {
  orders(): number;
  /** So many orders took so many bytes. */
  fitted(orders: number, bytes: number): void;
  /** A window over so many ids exceeded the limit. */
  exceeded(ids: number): void;
}

/** Orders differ in size: a window is planned for half of the limit. */
const share = 0.5;

/** Outlives an invocation, as its container does: a store with large orders has more of them. */
export const windowFit = (maxBytes = maxResponseBytes): WindowFit => {
  let fit = Infinity;
  return {
    orders: () => fit,
    fitted(orders, bytes) {
      if (orders > 0) fit = Math.max(1, Math.floor((share * maxBytes * orders) / bytes));
    },
    exceeded(ids) {
      fit = Math.max(1, Math.floor(Math.min(fit, ids) / 2));
    },
  };
};
