/** The store's dates know no fraction of a second, and its clock is trusted to one second. */
export const clocksAgreeWithinMs = 2_000;

/** How long after a change BigCommerce may date the event that tells of it. */
export const datedWithinMs = 5_000;
