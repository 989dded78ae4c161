// Asks the browser for a passkey: making one, and answering with one. What goes wrong becomes a sentence.
import type { AuthenticationResponse, RegistrationResponse } from "@hesper/contract";
import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
  WebAuthnError,
} from "@simplewebauthn/browser";

/** What the authenticator gave, or why it did not. An abandoned ceremony is not worth a word. */
export type Ceremony<T> =
  | { readonly ok: true; readonly response: T }
  | { readonly ok: false; readonly sentence: string | null };

export const passkeysWork = browserSupportsWebAuthn();

export function sentenceOf(error: unknown): string | null {
  const name = error instanceof Error ? error.name : "";
  if (error instanceof WebAuthnError && error.code === "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED") {
    return "This passkey has been added already. Use another one, or remove the old one first.";
  }
  if (name === "AbortError" || (error instanceof WebAuthnError && error.code === "ERROR_CEREMONY_ABORTED")) return null;
  if (name === "NotAllowedError")
    return "Nothing was confirmed in time. Try again, and confirm with your key, finger or PIN.";
  return "Your browser could not do this. Try again, or use another browser or key.";
}

export async function makePasskey(options: Record<string, unknown>): Promise<Ceremony<RegistrationResponse>> {
  try {
    const optionsJSON = options as unknown as PublicKeyCredentialCreationOptionsJSON;
    const response = await startRegistration({ optionsJSON });
    return { ok: true, response: response as unknown as RegistrationResponse };
  } catch (error) {
    return { ok: false, sentence: sentenceOf(error) };
  }
}

/** @param autofill whether to wait quietly in the list that the email field offers, instead of asking at once. */
export async function answerWithPasskey(
  options: Record<string, unknown>,
  autofill = false,
): Promise<Ceremony<AuthenticationResponse>> {
  try {
    const optionsJSON = options as unknown as PublicKeyCredentialRequestOptionsJSON;
    const response = await startAuthentication({ optionsJSON, useBrowserAutofill: autofill });
    return { ok: true, response: response as unknown as AuthenticationResponse };
  } catch (error) {
    return { ok: false, sentence: sentenceOf(error) };
  }
}

export async function autofillWorks(): Promise<boolean> {
  return passkeysWork && (await browserSupportsWebAuthnAutofill());
}

export function stopAsking(): void {
  WebAuthnAbortService.cancelCeremony();
}
