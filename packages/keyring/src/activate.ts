// Activating a key: its recipient against a token, with the code that the administrator made.
import type { KeyRules, RecipientKind } from "@hesper/contract";
import type { KeyHost } from "./host.ts";
import { KeyringProblem } from "./problem.ts";

/** Where to activate, and with what. */
export interface ActivationPlace {
  /** Origin, such as `https://hesper.example.org`. */
  readonly server: string;
  readonly code: string;
}

/** What the server says that a code is for: shown to the person before a PIN is asked for. */
export interface Activation extends ActivationPlace {
  readonly name: string;
  readonly employee: { readonly id: string; readonly name: string; readonly email: string };
  readonly installation: string;
  readonly policy: KeyRules;
  readonly recipientKind: RecipientKind;
  readonly expiresAt: string;
}

export interface Activated {
  readonly keyId: string;
  readonly name: string;
  /** Of the recipient; the administrator sees the same. */
  readonly fingerprint: string;
}

/**
 * Reads `https://host[:port]/activate-key#CODE`. http is taken for this machine only (localhost, 127.0.0.1, [::1]), or
 * where `allowHttp` says so.
 *
 * Throws `KeyringProblem`: `bad_link`, `insecure_server`.
 */
export function readActivationLink(_link: string, _options: { readonly allowHttp?: boolean } = {}): ActivationPlace {
  throw new KeyringProblem("bad_link");
}

/**
 * The same from the address of the server, with or without a scheme, and a code as it was typed.
 *
 * Throws `KeyringProblem`: `bad_link`, `insecure_server`.
 */
export function readActivationPlace(
  _server: string,
  _code: string,
  _options: { readonly allowHttp?: boolean } = {},
): ActivationPlace {
  throw new KeyringProblem("bad_link");
}

/**
 * Asks the server what the code is for. The code is not spent.
 *
 * Throws `KeyringProblem`: `already_activated`, `invalid_code`, `too_many_attempts`, `unreachable`, `bad_answer`, `refused`.
 */
export async function lookAtActivation(_host: KeyHost, _place: ActivationPlace): Promise<Activation> {
  throw new KeyringProblem("unreachable");
}

/**
 * Makes an identity, locks it to the PIN (about a second, nothing else runs meanwhile), sends its recipient and stores
 * what comes back. The store must hold no key, or one that was wiped.
 *
 * @param device what this key runs on, for the administrator: "hesper-key 0.1.0 on laptop (Linux)". At most 200 characters.
 *
 * Throws `KeyringProblem`: `weak_pin`, `already_activated`, `invalid_code`, `activation_unknown`, `too_many_attempts`,
 * `unreachable` where nothing was sent, `bad_answer`, `refused`, `conflict`.
 */
export async function activate(
  _host: KeyHost,
  _activation: Activation,
  _given: { readonly pin: string; readonly device: string },
): Promise<Activated> {
  throw new KeyringProblem("unreachable");
}
