// What came of filling one field, in words of a closed list. Never what was filled.

/**
 * - `filled`: and read back.
 * - `not_there`: the form does not ask for it.
 * - `hidden`: no person can see the field. `covered`: something lies over it.
 * - `read_only`, `disabled`: and stayed so.
 * - `too_long`: longer than the field takes. `wrong_length`: there are more or fewer boxes than digits.
 * - `no_option`: the list has no such login.
 * - `changed`: the page took the field away, or made something else of it, while it was filled.
 * - `not_kept`: the page put something else there.
 */
export type Outcome =
  | "filled"
  | "not_there"
  | "hidden"
  | "covered"
  | "read_only"
  | "disabled"
  | "too_long"
  | "wrong_length"
  | "no_option"
  | "changed"
  | "not_kept";

/** Null: it was not to be filled. */
export interface Outcomes {
  readonly login: Outcome | null;
  readonly password: Outcome | null;
  readonly code: Outcome | null;
}

/** Why nothing was filled at all; `sends_elsewhere`: the form sends to `elsewhere`. */
export type FillStop = "other_origin" | "too_late" | "no_form" | "frame_hidden" | "sends_elsewhere";

export interface FillReport extends Outcomes {
  readonly stop: FillStop | null;
  /** The host of the other site, only with `sends_elsewhere`. */
  readonly elsewhere: string | null;
}
