/** Of the commands `npm start` and `npm run invoke`. */
export const exitCode = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;
