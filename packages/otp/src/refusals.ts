// Why an OTP secret is not taken, and where in the text that was typed, so that a person can be told.

/** A character of the text as it was typed, pasted or scanned. */
export interface PlaceInText {
  /** UTF-16 units before it, as the selection of a text field counts. */
  readonly index: number;
  /** Counted from 1, with spaces, as a person counts. */
  readonly place: number;
  readonly character: string;
}

/** `parameter` is the one of the URI that is wrong; null where the text is no URI. */
export type OtpRefusal =
  | { readonly code: "empty" }
  | { readonly code: "text_too_long"; readonly longest: number }
  /** An address of another kind, such as https. */
  | { readonly code: "not_a_secret"; readonly scheme: string }
  /** An export of several accounts, which `readMigration` reads. */
  | { readonly code: "migration" }
  | { readonly code: "not_base32" | "left_over_bits"; readonly parameter: string | null; readonly at: PlaceInText }
  | { readonly code: "impossible_length"; readonly parameter: string | null; readonly characters: number }
  | { readonly code: "too_short"; readonly bytes: number; readonly least: number }
  | { readonly code: "too_long"; readonly bytes: number; readonly most: number }
  | { readonly code: "missing_secret" | "missing_account" }
  /** Counters of two keys drift apart: a code of one makes the other's useless. */
  | { readonly code: "hotp_not_supported" }
  | { readonly code: "type_not_supported"; readonly type: string }
  /** Of two values nobody knows which is meant. */
  | { readonly code: "repeated_parameter"; readonly parameter: string }
  /** A percent sign without two digits, or bytes that are no text. */
  | { readonly code: "bad_encoding"; readonly parameter: string }
  | { readonly code: "name_too_long"; readonly parameter: "label" | "issuer"; readonly longest: number }
  | { readonly code: "bad_algorithm" | "bad_digits" | "bad_period" | "bad_counter"; readonly value: string };

/** @param character where it is written otherwise in the text, as %38 is for 8. */
export function placeIn(text: string, index: number, character = characterAt(text, index)): PlaceInText {
  return { index, place: [...text.slice(0, index)].length + 1, character };
}

export function characterAt(text: string, index: number): string {
  return String.fromCodePoint(text.codePointAt(index) ?? 0xfffd);
}
