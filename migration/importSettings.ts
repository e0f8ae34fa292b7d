import type { ImportRules } from "../domain/sampleImport";
import { stackConfig } from "../local/stackConfig";

/** What an import needs of a stack's settings. */
export interface ImportSettings {
  readonly project: string;
  readonly region: string;
  readonly apiUrl: string;
  readonly storeHash: string;
  readonly clientId: string;
  readonly quotaReservePercent: number;
  readonly rules: ImportRules;
}

/** Encrypted in a stack file, where they count as absent, and not needed here. */
const secrets = {
  accessToken: "unused",
  webhookSecret: "unused",
  previousWebhookSecret: "",
  clientSecret: "",
};

/** @throws when the stack lacks a setting, with the command that sets the key */
export const importSettings = (stack: string, directory: string): ImportSettings => {
  const { project, values } = stackConfig({ stack, directory, config: secrets });
  const value = (key: string): string => values[`${project}:${key}`] ?? "";
  return {
    project,
    region: values["aws:region"] ?? "",
    apiUrl: value("apiUrl"),
    storeHash: value("storeHash"),
    clientId: value("clientId"),
    quotaReservePercent: Number(value("quotaReservePercent")),
    rules: {
      newOrderStatusIds: JSON.parse(value("newOrderStatusIds")) as number[],
      physicalStatusId: Number(value("physicalStatusId")),
      digitalStatusId: Number(value("digitalStatusId")),
    },
  };
};
