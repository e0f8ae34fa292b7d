/** For every function where no webhooks were registered: polls shall not miss them. */
export const unwatched = { WATCHED_WEBHOOKS: "[]" };
