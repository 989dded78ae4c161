// What a private account may hold: as an administrator's form has it, and the secrets as the vault keeps them.
import { accountDetails, withRightLogin } from "@hesper/contract/account-fields";
import { codePoints } from "@hesper/contract/limits";
import { accountTextLength } from "@hesper/vault";
import { z } from "zod";
import type { AccountSecrets } from "./open.ts";
import { KeyringProblem } from "./problem.ts";
import type { AccountDetails } from "./storage.ts";

export interface PrivateAccountInput {
  readonly details: AccountDetails;
  readonly secrets: AccountSecrets;
}

const details = withRightLogin(z.strictObject(accountDetails));

/** @returns it with addresses and names as they are kept. Throws `KeyringProblem`: `invalid_account`. */
export function checkedInput(input: PrivateAccountInput): PrivateAccountInput {
  const checked = details.safeParse(input.details);
  if (!checked.success) throw invalid(checked.error.issues[0]?.message);
  const { password, otp, notes } = input.secrets;
  const secrets = { password: password === "" ? null : password, otp, notes: notes === "" ? null : notes };
  checkText("password", secrets.password);
  checkText("notes", secrets.notes);
  return { details: checked.data, secrets };
}

function checkText(name: "password" | "notes", text: string | null): void {
  const verb = name === "notes" ? "The notes have" : "The password has";
  const longest = accountTextLength[name];
  if (text === null) return;
  if (!text.isWellFormed()) throw invalid(`${verb} a broken character. Type it again.`);
  if (codePoints(text) > longest) throw invalid(`${verb} more than ${longest} characters.`);
}

function invalid(sentence: string | undefined): KeyringProblem {
  return new KeyringProblem("invalid_account", sentence === undefined ? {} : { sentence });
}
