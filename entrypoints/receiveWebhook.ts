import { env, envNumber, envOneOf, envStrings } from "../adapters/environment";
import { alertsFromEnvironment, logFromEnvironment, runtime } from "../adapters/fromEnvironment";
import { orderQueue } from "../adapters/orderQueue";
import { webhookSecrets } from "../adapters/secrets";
import { webhookTable } from "../adapters/webhookTable";
import { receiveWebhook } from "../handlers/receiveWebhook";

const log = logFromEnvironment("receive-webhook");

export const handler = receiveWebhook(
  {
    ...runtime,
    log,
    alerts: alertsFromEnvironment(log),
    secrets: webhookSecrets(env("WEBHOOK_SECRETS_PARAMETER")),
    queue: orderQueue(env("ORDERS_QUEUE_URL")),
    events: webhookTable(env("WEBHOOKS_TABLE"), envNumber("WEBHOOK_RETENTION_DAYS")),
  },
  {
    storeHash: env("STORE_HASH"),
    scopes: envStrings("WEBHOOK_SCOPES"),
    requireSignature: envOneOf("REQUIRE_SIGNATURE", ["true", "false"]) === "true",
  },
);
