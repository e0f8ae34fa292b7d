"use strict";
// Loaded before a function's code: from a moment that all of its processes know, time passes
// faster. What lasts half a minute by the clock, as a claim does, is over in seconds.
const { FAST_CLOCK_SINCE, FAST_CLOCK_SPEED } = process.env;
const since = Number(FAST_CLOCK_SINCE);
const speed = Number(FAST_CLOCK_SPEED);
const WallDate = Date;
const now = () => Math.round(since + (WallDate.now() - since) * speed);

globalThis.Date = class Date extends WallDate {
  constructor(...given) {
    super(...(given.length === 0 ? [now()] : given));
  }

  static now() {
    return now();
  }
};
