import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import type { Cloud } from "../../local/cloud";
import { clientSettings } from "./clientSettings";

export type Row = Readonly<Record<string, unknown>>;

/** All rows of a table, by logical name. */
export const tableRows = async (cloud: Cloud, table: string): Promise<readonly Row[]> => {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings(cloud)));
  const rows: Row[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const scan = { TableName: cloud.tableName(table), ConsistentRead: true };
    const page = await client.send(new ScanCommand({ ...scan, ExclusiveStartKey: from }));
    rows.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from);
  client.destroy();
  return rows;
};
