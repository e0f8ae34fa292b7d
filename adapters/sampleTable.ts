import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import type { SampleItems } from "../ports";
import { awsCall } from "./awsCall";
import { documentClient } from "./documentClient";

export interface SampleTableSettings {
  readonly tableName: string;
  /** The SDK's default if absent. */
  readonly region?: string;
}

/** The sample provisioned 5 read units: small pages and many attempts read its table without a failure. */
const itemsPerPage = 100;
const maxAttempts = 12;

/** The Orders table of order-replication-sample, which this service only reads. */
export const sampleTable = ({ tableName, region }: SampleTableSettings): SampleItems => {
  const client = documentClient({ region, maxAttempts, retryMode: "adaptive" });

  return {
    async *pages() {
      let from: Readonly<Record<string, unknown>> | undefined;
      do {
        const scan = new ScanCommand({
          TableName: tableName,
          Limit: itemsPerPage,
          ExclusiveStartKey: from,
        });
        const page = await awsCall(`Reading the sample's table ${tableName}`, () =>
          client.send(scan),
        );
        yield page.Items ?? [];
        from = page.LastEvaluatedKey;
      } while (from);
    },
  };
};
