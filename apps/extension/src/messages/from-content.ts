// What the script in a page may say to the worker. It runs beside the page's own scripts in one process, so that nothing
// of it is believed without a look: where it runs is taken from the browser and never from here, and no answer to it
// holds a list, a name or a secret.
import { either, exactly, flag, listOf, oneOf, orNull, type Shape, type Shaped, text } from "./shape.ts";

/** UTF-16 units, as the vault keeps them at most. */
export const longestTyped = { login: 512, password: 2048 } as const;

/** Which fields to fill a frame has that a person can see. */
export const fieldsSeen = exactly({ login: flag, password: flag, code: flag });
export type FieldsSeen = Shaped<typeof fieldsSeen>;

/** - `log_in`: what is there is asked for. - `new_password`: one is chosen, by signing up or changing it. */
export const formPurposes = ["log_in", "new_password"] as const;
export type FormPurpose = (typeof formPurposes)[number];

const says = {
  /**
   * Here I am: said by a line that the worker puts into each frame before it fills, so that the browser says where it is.
   * `ancestors`: the origins of the pages around it.
   */
  here: exactly({ say: oneOf("here"), ancestors: listOf(text(300), 50) }),
  /** What the frame shows now. Said at first and when it changes. */
  fields: exactly({ say: oneOf("fields"), fields: fieldsSeen }),
  /** The mark in a field was pressed, by a trusted event. The pop-up opens; nothing is filled by it. */
  markPressed: exactly({ say: oneOf("mark_pressed") }),
  /** A form with a password was sent. Said only where offers are switched on. `login` null: the page asked for none. */
  submitted: exactly({
    say: oneOf("submitted"),
    purpose: oneOf(...formPurposes),
    login: orNull(text(longestTyped.login)),
    password: text(longestTyped.password, 1),
  }),
  /**
   * The log-in of a form that was sent before looks done or not: the form is gone, and the password is (not) asked for
   * again. The worker decides by this whether the offer is shown.
   */
  outcome: exactly({ say: oneOf("outcome"), asksAgain: flag }),
  /** The bar "Save in Hesper?" was pressed, by a trusted event: the offer opens in a page of the extension. */
  offerPressed: exactly({ say: oneOf("offer_pressed") }),
  /** The bar was closed: the offer is forgotten. */
  offerClosed: exactly({ say: oneOf("offer_closed") }),
};

export const contentRequest: Shape<ContentRequest> = either<ContentRequest>(...Object.values(says));
export type ContentRequest = { [K in keyof typeof says]: Shaped<(typeof says)[K]> }[keyof typeof says];

/** The same for whatever is said: what the script may do here. */
export interface ContentAnswer {
  /** Whether marks are shown in fields. */
  readonly marks: boolean;
  /** Whether `submitted` and `outcome` are wanted. */
  readonly offers: boolean;
}
export const contentAnswer = exactly({ marks: flag, offers: flag }) satisfies Shape<ContentAnswer>;
