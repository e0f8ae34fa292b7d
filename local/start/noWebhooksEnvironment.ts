/** For every function where no webhooks were registered: polls shall not miss them. */
export const noWebhooksEnvironment = { WATCHED_WEBHOOKS: "[]" };
