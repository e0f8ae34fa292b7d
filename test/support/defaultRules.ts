import type { PollOrdersRules } from "../../handlers/pollOrders";
import type { ProcessOrdersRules } from "../../handlers/processOrders";

/** The rules of poll and processor that follow from the default settings. */
export const defaultRules: PollOrdersRules & ProcessOrdersRules = {
  newOrderStatusIds: [7, 10, 11],
  physicalStatusId: 9,
  digitalStatusId: 8,
  startFrom: "",
  followChanges: true,
  acknowledge: "on",
  pollIntervalMinutes: 120,
  maxReceiveCount: 20,
  webhookUrl: "https://receiver.example/cart-converted",
  watchedScopes: [],
};
