import colors from "picocolors";

export interface GuideFacts {
  readonly webhookUrl: string;
  readonly webhookSecret: string;
  readonly storeHash: string;
  /** The order of the example webhook. */
  readonly orderId: number;
  /** False after a dry run, which writes no records. */
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

/** BigCommerce's webhook as a shell command. */
const webhookCommand = (facts: GuideFacts): string =>
  [
    `curl -i -X POST ${facts.webhookUrl}`,
    `-H "Content-Type: application/json"`,
    `-H "X-Webhook-Secret: ${facts.webhookSecret}"`,
    `-d '${exampleWebhook(facts.storeHash, facts.orderId)}'`,
  ].join(" \\\n    ");

const section = (title: string, ...lines: string[]): string =>
  [colors.bold(title), ...lines.map((line) => `  ${line}`), ""].join("\n");

/** Commands and their descriptions in two columns. */
const columns = (rows: readonly (readonly [command: string, text: string])[]): string[] => {
  const width = Math.max(...rows.map(([command]) => command.length));
  return rows.map(([command, text]) => `${command.padEnd(width)}  ${text}`);
};

const inspection = ({ controlUrl, orderId, hasRecords }: GuideFacts): string[] => {
  const records = [
    [`${controlUrl}/orders`, "the rows of the Orders table"],
    [`${controlUrl}/orders/${orderId}`, "one of its records"],
  ] as const;
  return columns([
    [`${controlUrl}/mailbox`, "the alerts that would be sent by e-mail"],
    ...(hasRecords ? records : []),
    [`${controlUrl}/queues`, "messages in each queue, dead letters too"],
    [`${controlUrl}/alarms`, "the state of each alarm"],
    [`curl -X POST ${controlUrl}/poll`, "polls now, ahead of the schedule"],
  ]);
};

/** What a user can try while the service runs. */
export const guide = (facts: GuideFacts): string => {
  const { storeControlUrl } = facts;
  const placing = storeControlUrl
    ? [
        section(
          "Place an order; its webhook triggers replication",
          `curl -X POST ${storeControlUrl}/orders`,
        ),
        section("Inspect the store", `${storeControlUrl}/orders`),
      ]
    : [];
  return [
    ...placing,
    section("Send a webhook yourself", webhookCommand(facts)),
    section("Inspect the service", ...inspection(facts)),
    colors.dim("Ctrl-C stops everything."),
  ].join("\n");
};
