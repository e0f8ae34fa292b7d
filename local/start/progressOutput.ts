import colors from "picocolors";

export interface ProgressOutput {
  /** Prints a completed step with its time. */
  readonly done: (text: string) => void;
  /** Shows the current activity, on a terminal only; the next output replaces it. */
  readonly status: (text: string) => void;
  readonly note: (text: string) => void;
}

const clearLine = "\r\u001b[K";

/** A status line that changes in place on a terminal, plain lines elsewhere. */
export const progressOutput = (stream: NodeJS.WriteStream): ProgressOutput => {
  const isTerminal = stream.isTTY;
  const seconds = (): string => `${(performance.now() / 1000).toFixed(1)} s`.padStart(7);
  const line = (text: string): void => {
    stream.write(`${isTerminal ? clearLine : ""}${text}\n`);
  };
  return {
    done: (text) => line(`${colors.green("✓")} ${text} ${colors.dim(seconds())}`),
    note: line,
    status: (text) => {
      if (isTerminal) stream.write(`${clearLine}${colors.cyan("…")} ${text}`);
    },
  };
};
