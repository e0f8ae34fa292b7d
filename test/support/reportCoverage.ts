/** Prints, for the table of `npm run deployments`, how many of the positions that can fail were tested. */
export const reportCoverage = (covered: number, all: number, what: string): void =>
  void process.stdout.write(`${covered} of ${all} ${what}\n`);
