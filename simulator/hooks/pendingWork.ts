/** Counts pending operations, as a wait group does. */
export interface PendingWork {
  readonly begin: () => void;
  readonly end: () => void;
  readonly settled: () => Promise<void>;
}

export const pendingWork = (): PendingWork => {
  let active = 0;
  let waiting: (() => void)[] = [];
  return {
    begin: () => void active++,
    end() {
      if (--active > 0) return;
      const done = waiting;
      waiting = [];
      for (const resolve of done) resolve();
    },
    settled: () =>
      active === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve)),
  };
};
