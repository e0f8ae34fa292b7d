import { paginateQuery } from "@aws-sdk/lib-dynamodb";
import { integer, type } from "superstruct";
import { matches } from "../domain/validation";
import type { WebhookHistory } from "../ports";
import { awsCall } from "./awsCall";
import { documentClient } from "./documentClient";

const StatusEvent = type({ statusId: integer(), previousStatusId: integer() });

/** The Webhooks table, of which the other events of an order are left out. */
export const webhookHistory = (tableName: string): WebhookHistory => {
  const client = documentClient();

  const eventsOf = async (orderId: number): Promise<readonly unknown[]> => {
    const events: unknown[] = [];
    const query = {
      TableName: tableName,
      KeyConditionExpression: "orderId = :orderId",
      ExpressionAttributeValues: { ":orderId": orderId },
    };
    for await (const { Items = [] } of paginateQuery({ client }, query)) events.push(...Items);
    return events;
  };

  return {
    statusChanges: async (orderId) => {
      const purpose = `Reading the webhooks of order ${orderId}`;
      const events = await awsCall(purpose, () => eventsOf(orderId));
      return events
        .filter((event) => matches(event, StatusEvent))
        .map(({ previousStatusId: from, statusId: to }) => ({ from, to }));
    },
  };
};
