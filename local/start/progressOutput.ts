import colors from "picocolors";

export interface ProgressOutput {
  /** A step that took a while is done. */
  readonly done: (text: string) => void;
  /** What is going on now; on a terminal it takes the place of what was said before. */
  readonly status: (text: string) => void;
  readonly note: (text: string) => void;
}

const clearLine = "\r\u001b[K";

/** Tells a person what happens: one line that changes on a terminal, plain lines elsewhere. */
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
