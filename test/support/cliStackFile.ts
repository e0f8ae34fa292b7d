/** A value for every key, neither a default nor a shipped one; sorted, as `config set-all` writes new keys. */
export const ownersSettings: Readonly<Record<string, string>> = {
  accessToken: "token-of-an-owner",
  acknowledge: "off",
  alertEmail: "owner@shop.example",
  apiUrl: "https://api.shop.example",
  "aws:region": "eu-west-1",
  batchSize: "100",
  clientId: "client-of-an-owner",
  clientSecret: "client-secret-of-an-owner",
  digitalStatusId: "2",
  followChanges: "false",
  jobRetentionDays: "30",
  logRetentionDays: "14",
  maxReceiveCount: "10",
  newOrderStatusIds: "[11]",
  physicalStatusId: "3",
  pollIntervalMinutes: "240",
  previousWebhookSecret: "previous-secret-of-an-owner",
  processConcurrency: "5",
  protectData: "true",
  quotaReservePercent: "0",
  requireSignature: "true",
  runbooksUrl: "https://git.example/shop/orders/docs/runbooks",
  startFrom: "2026-01-31",
  storeHash: "xyz789",
  webhookRetentionDays: "30",
  webhookSecret: "webhook-secret-of-an-owner",
};

const secretKeys = ["accessToken", "webhookSecret", "previousWebhookSecret", "clientSecret"];
export const isSecretKey = (key: string): boolean => secretKeys.includes(key.replace(/^.*:/, ""));

/** Quoted where YAML would read another type than text, or structure. */
const scalar = (text: string): string => {
  if (/^(true|false|on|off|[\d.-]*)$/.test(text)) return `"${text}"`;
  return /^[\w/.@:-]+$/.test(text) ? text : `'${text}'`;
};

const encrypted = (text: string): string => `v1:bm9uY2U=:${Buffer.from(text).toString("base64")}`;

const entry = ([key, value]: readonly [string, string]): string =>
  isSecretKey(key) ? `  ${key}:\n    secure: ${encrypted(value)}` : `  ${key}: ${scalar(value)}`;

/**
 * A stack file after `pulumi stack init` and a `pulumi config set` for each setting, by full key: every number
 * and boolean has become text, secrets are encrypted, and the salt of the passphrase stands at the end.
 */
export const asCliWrites = (settings: Readonly<Record<string, string>>): string =>
  [
    "config:",
    ...Object.entries(settings).map(entry),
    "encryptionsalt: v1:c2FsdA==:v1:bm9uY2U=:cHVsdW1p\n",
  ].join("\n");
