import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { enums, integer, optional, string, type } from "superstruct";
import type { Circuit } from "../domain/circuit";
import { failureCodes } from "../domain/failure";
import type { StoreCircuit } from "../ports";
import { awsCall, conditionalCall } from "./awsCall";
import { documentClient } from "./documentClient";
import { parseStored } from "./storedValue";

const Row = type({
  probeAt: string(),
  trouble: optional(
    type({
      since: string(),
      code: enums(failureCodes),
      reason: string(),
      failedProbes: integer(),
    }),
  ),
});

const key = { kind: "circuit", at: "store" };

/** One row of the Jobs table. */
export const circuitTable = (TableName: string): StoreCircuit => {
  const client = documentClient();
  return {
    async find() {
      const get = new GetCommand({ TableName, Key: key, ConsistentRead: true });
      const { Item } = await awsCall("Reading the store's circuit", () => client.send(get));
      return Item && toCircuit(Item);
    },

    write: (next, known) =>
      conditionalCall("Writing the store's circuit", () =>
        client.send(
          new PutCommand({
            TableName,
            Item: { ...key, ...next },
            ConditionExpression: known ? "probeAt = :known" : "attribute_not_exists(kind)",
            ExpressionAttributeValues: known && { ":known": known.probeAt },
          }),
        ),
      ),
  };
};

const toCircuit = (item: unknown): Circuit => {
  const { probeAt, trouble } = parseStored(item, Row, "The store's circuit");
  return { probeAt, trouble };
};
