// Whether somebody is at the page: only then does it ask the server by itself.
import { useIdle } from "@mantine/hooks";

/** Asking again and again keeps a session alive: nobody there for so long, and the page stops asking. In milliseconds. */
const awayMs = 5 * 60_000;

/** How often to ask, in milliseconds; false: nobody is there. A hidden tab does not ask either. */
export function useLiveInterval(everyMs: number): number | false {
  return useIdle(awayMs, { initialState: false }) ? false : everyMs;
}
