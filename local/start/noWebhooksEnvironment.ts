/** For all functions if no webhooks are registered: polls must not report them missing. */
export const noWebhooksEnvironment = { WATCHED_WEBHOOKS: "[]" };
