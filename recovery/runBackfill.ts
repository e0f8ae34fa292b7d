import { randomUUID } from "node:crypto";
import { appendFileSync, writeFileSync } from "node:fs";
import { bigCommerce } from "../adapters/bigCommerce";
import { chunkTable } from "../adapters/chunkTable";
import { orderQueue } from "../adapters/orderQueue";
import { orderLookup, orderTable } from "../adapters/orderTable";
import { webhookHistory } from "../adapters/webhookHistory";
import type { ImportSettings } from "../migration/importSettings";
import { backfill } from "./backfill";
import type { BackfillArguments } from "./backfillArguments";
import type { BackfillLine } from "./backfillLine";

const now = () => new Date();

/** Lines are appended one by one, so that an interrupted run leaves the report of what it did. */
const reportTo = (file: string | undefined): ((line: BackfillLine) => void) => {
  if (file === undefined) return () => undefined;
  writeFileSync(file, "");
  return (line) => appendFileSync(file, `${JSON.stringify(line)}\n`);
};

export const runBackfill = async (
  args: BackfillArguments,
  settings: ImportSettings,
  onProgress: (text: string) => void,
): Promise<readonly BackfillLine[]> => {
  const { writes, previousTable, restoredTo } = args;
  const lines: BackfillLine[] = [];
  const report = reportTo(args.report);
  const client = { ...settings, token: async () => args.token, now, random: Math.random };
  await backfill({
    openStore: bigCommerce(client),
    records: orderTable(args.ordersTable, chunkTable(args.chunksTable)),
    previousRecords: previousTable === undefined ? undefined : orderLookup(previousTable),
    webhooks: webhookHistory(args.webhooksTable),
    queue: orderQueue(args.queueUrl),
    rules: { ...settings.rules, restoredTo },
    writes,
    traceId: `backfill-${randomUUID()}`,
    now,
    onLine: (line) => {
      lines.push(line);
      report(line);
    },
    onProgress,
  });
  return lines;
};
