// The one-time password of an account, with the seconds that it still holds.
import { type LiveCode, liveCode } from "@hesper/otp";
import type { Clock } from "./host.ts";
import type { OpenedAccount } from "./open.ts";
import { KeyringProblem } from "./problem.ts";

/** Throws `KeyringProblem`: `no_otp`. */
export async function codeOf(_account: OpenedAccount, _clock: Clock): Promise<LiveCode> {
  void liveCode;
  throw new KeyringProblem("no_otp");
}
