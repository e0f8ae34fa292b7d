import { randomUUID } from "node:crypto";
import { appendFileSync, writeFileSync } from "node:fs";
import { bigCommerce } from "../adapters/bigCommerce";
import { chunkTable } from "../adapters/chunkTable";
import { orderTable } from "../adapters/orderTable";
import { sampleTable } from "../adapters/sampleTable";
import type { ImportArguments } from "./importArguments";
import type { ImportLine } from "./importLine";
import { importSample } from "./importSample";
import type { ImportSettings } from "./importSettings";
import { importSummary } from "./importSummary";
import { importTally, isSettled } from "./importTally";

export interface FinishedImport {
  readonly summary: string;
  /** No order needs a decision or another run. */
  readonly isSettled: boolean;
}

const now = () => new Date();

/** Lines are appended one by one, so that an interrupted run leaves the report of what it did. */
const reportTo = (file: string | undefined): ((line: ImportLine) => void) => {
  if (file === undefined) return () => undefined;
  writeFileSync(file, "");
  return (line) => appendFileSync(file, `${JSON.stringify(line)}\n`);
};

export const runImport = async (
  args: ImportArguments,
  settings: ImportSettings,
  onProgress: (text: string) => void,
): Promise<FinishedImport> => {
  const { writes, report, verdicts, lostSince } = args;
  const tally = importTally();
  const write = reportTo(report);
  const result = await importSample({
    openStore: bigCommerce({
      ...settings,
      token: async () => args.token,
      now,
      random: Math.random,
    }),
    sampleItems: sampleTable({ tableName: args.sampleTable, region: args.sampleRegion }),
    records: orderTable(args.ordersTable, chunkTable(args.chunksTable)),
    rules: settings.rules,
    verdicts,
    lostSince,
    writes,
    traceId: `import-${randomUUID()}`,
    now,
    onLine: (line) => {
      tally.add(line);
      write(line);
    },
    onProgress,
  });
  return {
    summary: importSummary({ result, tally, writes, report }),
    isSettled: isSettled(tally),
  };
};
