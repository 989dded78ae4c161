// What the worker says to the script in a page: to one document, by its id. A secret reaches a page only as the argument
// of a fill that the worker began after a gesture in a page of the extension or a hot key.
import { fieldsSeen, formPurposes, longestTyped } from "./from-content.ts";
import { either, exactly, flag, oneOf, orNull, type Shape, type Shaped, text, whole } from "./shape.ts";

/** An origin as `location.origin` gives it. */
const origin = text(300, 1);
const longestCode = 12;

export const workerRequests = {
  /** What is there to fill? */
  look: exactly({ do: oneOf("look") }),
  /**
   * Fills what is there of these values; null: not to be filled. The script looks again at `origin` and at the time, and
   * refuses where it is another document, or was waited for too long.
   */
  fill: exactly({
    do: oneOf("fill"),
    origin,
    /** The registrable domain there, which a form may send to; null: it has none, and may send to its origin alone. */
    site: orNull(text(300, 1)),
    /** Milliseconds since 1970: nothing is begun after it. */
    untilMs: whole(0, Number.MAX_SAFE_INTEGER),
    login: orNull(text(longestTyped.login)),
    password: orNull(text(longestTyped.password)),
    code: orNull(text(longestCode)),
  }),
  /** Shows the bar that offers to save or update. It holds no name. */
  showOffer: exactly({ do: oneOf("show_offer"), offer: oneOf("save", "update") }),
  /** What the script may do here has changed. */
  settings: exactly({ do: oneOf("settings"), marks: flag, offers: flag }),
};

export const workerRequest: Shape<WorkerRequest> = either<WorkerRequest>(...Object.values(workerRequests));
export type WorkerRequest = {
  [K in keyof typeof workerRequests]: Shaped<(typeof workerRequests)[K]>;
}[keyof typeof workerRequests];
export type FillOrder = Shaped<typeof workerRequests.fill>;

/** What a frame shows. The worker believes the browser about where it is, and this only for what to fill. */
export const frameReport = exactly({
  fields: fieldsSeen,
  /** Null: there is no form that takes a password. */
  purpose: orNull(oneOf(...formPurposes)),
  /** Whether the keyboard is in it. */
  focused: flag,
});
export type FrameReport = Shaped<typeof frameReport>;

/**
 * - `other_origin`: the document is not where the worker thought.
 * - `too_late`: `untilMs` is over.
 * - `no_fields`: there is nothing to fill that a person can see.
 * - `covered`: what is there is covered by something else, or cannot be seen.
 * - `sends_elsewhere`: the form would send to another site.
 * - `not_kept`: the page did not keep what was filled.
 */
export const fillProblems = [
  "other_origin",
  "too_late",
  "no_fields",
  "covered",
  "sends_elsewhere",
  "not_kept",
] as const;
export type FillProblem = (typeof fillProblems)[number];

/** What was filled and read back from the fields. */
export const fillAnswer = exactly({
  filled: fieldsSeen,
  problem: orNull(oneOf(...fillProblems)),
  /** Only of `sends_elsewhere`: the host of the other site, for a person to read. */
  elsewhere: orNull(text(300)),
});
export type FillAnswer = Shaped<typeof fillAnswer>;

/** Of `showOffer` and `settings`. */
export const doneAnswer = exactly({ done: flag });
