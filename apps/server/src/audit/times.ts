// Times as people read them, also those that somebody has tampered with.

/** The last moment that has a four-digit year. */
const lastMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** ISO 8601, UTC. What lies outside of the years 1970 to 9999 is shown as the first or the last moment of them. */
export function isoTime(ms: number | string): string {
  const number = Number(ms);
  return new Date(Number.isNaN(number) ? 0 : Math.min(lastMs, Math.max(0, number))).toISOString();
}
