/** What it takes to give messages back, record and tell people, once the store has had its time. */
const closingMs = 5_000;

/** When an invocation that may run so long must be done with the store: not in its last moments. */
export const storeDeadline = (now: Date, remainingMs: number): Date =>
  new Date(now.getTime() + remainingMs - closingMs);
