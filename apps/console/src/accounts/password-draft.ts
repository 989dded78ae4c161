// A new password of an account while it is typed or made.
import { accountTextLength } from "@hesper/vault/limits";

export interface PasswordDraft {
  readonly password: string;
  /** Typed once more; the same where it was generated. */
  readonly again: string;
}

export const noPassword: PasswordDraft = { password: "", again: "" };

/** What is wrong with it, by field; null: nothing. An empty password is none, and right where none is needed. */
export function passwordProblem({
  password,
  again,
}: PasswordDraft): { field: keyof PasswordDraft; sentence: string } | null {
  if ([...password].length > accountTextLength.password) {
    return {
      field: "password",
      sentence: `A password may have at most ${accountTextLength.password.toLocaleString("en")} characters.`,
    };
  }
  if (!password.isWellFormed()) return { field: "password", sentence: "A character of the password is damaged." };
  return password === again ? null : { field: "again", sentence: "The two are not the same. Type it again." };
}
