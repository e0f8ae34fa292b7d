import type { StackSettings } from "./declareStack";

/**
 * Settings of every local run, before those of the store that the run opens. They override the owner's secrets,
 * which are encrypted in the stack file and cannot be decrypted here, and `requireSignature`, which needs one.
 */
export const localSettings: StackSettings = {
  alertEmail: "you@example.com",
  previousWebhookSecret: "",
  clientSecret: "",
  requireSignature: "false",
};
