import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { type Infer, number, string, type } from "superstruct";
import { withLook } from "../domain/missingOrder";
import type { Clock, MissingOrders } from "../ports";
import { awsCall, conditionalCall } from "./awsCall";
import { documentClient } from "./documentClient";
import { expiresAt } from "./expiresAt";
import { parseStored } from "./storedValue";

export interface MissingOrdersSettings {
  readonly jobsTable: string;
  readonly retentionDays: number;
  readonly now: Clock;
}

const Looks = type({ count: number(), firstAt: string(), lastAt: string() });

/** Without the key and the expiry. */
const toLooks = (item: unknown): Infer<typeof Looks> => {
  const { count, firstAt, lastAt } = parseStored(item, Looks, "The looks for a missing order");
  return { count, firstAt, lastAt };
};

/** Rows of the Jobs table, since a new order has no row in the Orders table yet. */
export const missingOrders = ({
  jobsTable: TableName,
  retentionDays,
  now,
}: MissingOrdersSettings): MissingOrders => {
  const client = documentClient();
  return {
    async countLook(orderId, { at, foundAt }) {
      const purpose = `Counting the look for order ${orderId}`;
      const key = { kind: "missing", at: String(orderId) };
      const get = new GetCommand({ TableName, Key: key, ConsistentRead: true });
      const { Item } = await awsCall(purpose, () => client.send(get));
      const known = Item && toLooks(Item);
      const looks = withLook(known, at, foundAt);
      if (looks === known) return looks;
      const put = new PutCommand({
        TableName,
        Item: { ...key, ...looks, expiresAt: expiresAt(now(), retentionDays) },
        ConditionExpression: "attribute_not_exists(kind) OR lastAt = :lastAt",
        ExpressionAttributeValues: { ":lastAt": known?.lastAt ?? "" },
      });
      const isCounted = await conditionalCall(purpose, () => client.send(put));
      // Another invocation counted a look at the same moment, beside which this one shows nothing new.
      return isCounted ? looks : (known ?? looks);
    },
  };
};
