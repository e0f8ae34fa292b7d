import { type Fields, isFields } from "../fields";
import { stringField } from "./awsService";

/** A write that succeeded, as the request asked for the write. */
export interface TableWrite {
  readonly action: string;
  readonly body: Fields;
  readonly at: Date;
}

/** The writes of each table since its creation, for point-in-time recovery. */
export interface TableJournal {
  readonly record: (action: string, body: Fields) => void;
  /** The writes up to an instant, as writes to another table. */
  readonly writesTo: (target: string, source: string, until: Date) => readonly TableWrite[];
  readonly forget: (table: string) => void;
}

const itemWrites = new Set(["PutItem", "UpdateItem", "DeleteItem"]);

/** The body of a write by table; a batch can write to several. */
const bodiesByTable = (action: string, body: Fields): readonly (readonly [string, Fields])[] => {
  if (itemWrites.has(action)) return [[stringField(body, "TableName"), body]];
  if (action !== "BatchWriteItem" || !isFields(body.RequestItems)) return [];
  return Object.entries(body.RequestItems).map(([table, requests]) => [
    table,
    { RequestItems: { [table]: requests } },
  ]);
};

const redirected = (body: Fields, source: string, target: string): Fields =>
  isFields(body.RequestItems)
    ? { RequestItems: { [target]: body.RequestItems[source] } }
    : { ...body, TableName: target };

export const tableJournal = (now: () => Date): TableJournal => {
  const writes = new Map<string, TableWrite[]>();
  return {
    record: (action, body) => {
      for (const [table, own] of bodiesByTable(action, body)) {
        const write = { action, body: own, at: now() };
        const earlier = writes.get(table);
        if (earlier) earlier.push(write);
        else writes.set(table, [write]);
      }
    },
    writesTo: (target, source, until) =>
      (writes.get(source) ?? [])
        .filter(({ at }) => at <= until)
        .map((write) => ({ ...write, body: redirected(write.body, source, target) })),
    forget: (table) => void writes.delete(table),
  };
};
