import colors from "picocolors";

export interface GuideFacts {
  readonly webhookUrl: string;
  readonly webhookSecret: string;
  readonly storeHash: string;
  /** An order that the webhook of the example is about. */
  readonly orderId: number;
  /** Whether orders are recorded, so that there is a record to look at. */
  readonly hasRecords: boolean;
  readonly controlUrl: string;
  readonly storeControlUrl?: string;
}

const exampleWebhook = (storeHash: string, orderId: number): string =>
  JSON.stringify({
    created_at: 1593326572,
    store_id: "1234567890",
    producer: `stores/${storeHash}`,
    scope: "store/cart/converted",
    hash: "d4b69b09122a4385b9e5af02e752f96d20235330",
    data: { type: "cart", id: "72880ea0-43ec-411c-aefd-d2dba47b6552", orderId },
  });

/** BigCommerce's webhook as a command, for a shell. */
const webhookCommand = (facts: GuideFacts): string =>
  [
    `curl -i -X POST ${facts.webhookUrl}`,
    `-H "Content-Type: application/json"`,
    `-H "X-Webhook-Secret: ${facts.webhookSecret}"`,
    `-d '${exampleWebhook(facts.storeHash, facts.orderId)}'`,
  ].join(" \\\n    ");

const section = (title: string, ...lines: string[]): string =>
  [colors.bold(title), ...lines.map((line) => `  ${line}`), ""].join("\n");

/** Commands and what they do, the latter below one another. */
const listed = (rows: readonly (readonly [command: string, what: string])[]): string[] => {
  const width = Math.max(...rows.map(([command]) => command.length));
  return rows.map(([command, what]) => `${command.padEnd(width)}  ${what}`);
};

const insights = ({ controlUrl, orderId, hasRecords }: GuideFacts): string[] => {
  const records = [
    [`${controlUrl}/orders`, "what the Orders table holds"],
    [`${controlUrl}/orders/${orderId}`, "one record of it"],
  ] as const;
  return listed([
    [`${controlUrl}/mailbox`, "the alerts that would go out by e-mail"],
    ...(hasRecords ? records : []),
    [`${controlUrl}/queues`, "how many messages wait, dead letters too"],
    [`${controlUrl}/alarms`, "the state of each alarm"],
    [`curl -X POST ${controlUrl}/poll`, "polls now, ahead of the schedule"],
  ]);
};

/** What a person can try while the service runs. */
export const guide = (facts: GuideFacts): string => {
  const { storeControlUrl } = facts;
  const placing = storeControlUrl
    ? [
        section(
          "Place an order; its webhook brings it here",
          `curl -X POST ${storeControlUrl}/orders`,
        ),
        section("Look at the store", `${storeControlUrl}/orders`),
      ]
    : [];
  return [
    ...placing,
    section("Send a webhook yourself", webhookCommand(facts)),
    section("Look inside", ...insights(facts)),
    colors.dim("Ctrl-C stops everything."),
  ].join("\n");
};
