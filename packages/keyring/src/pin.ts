// The PIN: what unlocks the identity of the key, counted before it is tried.
import type { Identity } from "@hesper/vault";
import type { KeyHost } from "./host.ts";
import { KeyringProblem } from "./problem.ts";

/**
 * Tries a PIN, about a second; nothing else runs meanwhile. Whoever holds the identity forgets it after
 * `status.policy.lockAfterMinutes` without use.
 *
 * Throws `KeyringProblem`: `not_activated`, `wiped`, `pin_locked`, `locked`, `suspended`, `offline_too_long`,
 * `clock_turned_back`; `wrong_pin` with `attemptsLeft`; `pin_locked` for the one that was the last.
 */
export async function unlock(_host: KeyHost, _pin: string): Promise<Identity> {
  throw new KeyringProblem("not_activated");
}

/**
 * Whether `unlock` would try a PIN now, so that none is asked for in vain.
 *
 * Throws `KeyringProblem` as `unlock` does before it tries one.
 */
export async function checkUsable(_host: KeyHost): Promise<void> {
  throw new KeyringProblem("not_activated");
}

/**
 * Locks the identity to another PIN. The one there is is tried and counted as `unlock` does.
 *
 * Throws `KeyringProblem`: what `unlock` throws, and `weak_pin`, which is looked at first.
 */
export async function changePin(
  _host: KeyHost,
  _pins: { readonly before: string; readonly after: string },
): Promise<void> {
  throw new KeyringProblem("not_activated");
}
