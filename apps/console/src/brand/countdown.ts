// How long an unlocked key has left. By the clock on the wall, which goes on while the computer sleeps, and by the one
// that nobody can set back: whichever says more has passed.

export const unlockedMs = 10 * 60_000;

export interface Moment {
  /** Milliseconds since 1970. */
  readonly wallMs: number;
  /** Milliseconds since the page was opened. */
  readonly steadyMs: number;
}

/** 0: locked. */
export function leftMs(since: Moment, now: Moment): number {
  const passed = Math.max(now.wallMs - since.wallMs, now.steadyMs - since.steadyMs);
  return Math.max(0, unlockedMs - passed);
}

/** "9:05". The last second is shown to its end. */
export function clockWords(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
