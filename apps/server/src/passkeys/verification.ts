// Whether the answer of an authenticator holds (WebAuthn level 3, 7.1 and 7.2): the same for passkeys that log in and for
// security keys that hold accounts.
import type { AuthenticationResponse, RegistrationResponse } from "@hesper/contract";
import { loadLibrary } from "./library.ts";
import type { RelyingParty } from "./relying-party.ts";

/** EdDSA, ES256, RS256 (IANA COSE algorithms), in the order of preference. */
export const algorithms = [-8, -7, -257];
/** Base64url of 1023 bytes. */
const longestCredentialId = 1364;
/** WebAuthn 5.8.4. What else a browser says there is kept by nobody. */
const knownTransports: readonly string[] = ["usb", "nfc", "ble", "smart-card", "hybrid", "internal"];

interface Asked {
  readonly party: RelyingParty;
  readonly challenge: string;
  /** Whether the authenticator has to have verified the person (PIN, finger). */
  readonly requireUserVerification: boolean;
}

/** What is stored of a credential. */
export interface Credential {
  readonly credential_id: string;
  /** COSE key, Base64url. */
  readonly public_key: string;
  readonly sign_count: number;
  readonly transports: string;
  readonly backup_eligible: 0 | 1;
  readonly backed_up: 0 | 1;
  readonly aaguid: string;
  readonly rp_id: string;
}

/** Null: it does not hold. */
export async function verifyNew(response: RegistrationResponse, asked: Asked): Promise<Credential | null> {
  if (isFramed(response.response.clientDataJSON) || response.id.length > longestCredentialId) return null;
  const { party, challenge, requireUserVerification } = asked;
  const { verifyRegistrationResponse } = await loadLibrary();
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: response as Parameters<typeof verifyRegistrationResponse>[0]["response"],
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification,
      supportedAlgorithmIDs: algorithms,
    });
    if (!verified) return null;
    const { credential, credentialDeviceType, credentialBackedUp, aaguid } = registrationInfo;
    return {
      credential_id: credential.id,
      public_key: Buffer.from(credential.publicKey).toString("base64url"),
      sign_count: credential.counter,
      transports: (credential.transports ?? []).filter((one) => knownTransports.includes(one)).join(","),
      backup_eligible: credentialDeviceType === "multiDevice" ? 1 : 0,
      backed_up: credentialBackedUp ? 1 : 0,
      aaguid,
      rp_id: party.id,
    };
  } catch {
    // The library throws for every answer that does not hold; outside they are all alike.
    return null;
  }
}

/** The count before and after, and whether the credential is backed up now. */
export interface Use {
  readonly from: number;
  readonly to: number;
  readonly backedUp: boolean;
}

/** Null: it does not hold. */
export async function verifyUse(
  response: AuthenticationResponse,
  credential: Pick<Credential, "credential_id" | "public_key" | "sign_count" | "backup_eligible">,
  { party, challenge, requireUserVerification }: Asked,
): Promise<Use | null> {
  if (isFramed(response.response.clientDataJSON)) return null;
  const { verifyAuthenticationResponse } = await loadLibrary();
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: response as Parameters<typeof verifyAuthenticationResponse>[0]["response"],
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification,
      credential: {
        id: credential.credential_id,
        publicKey: new Uint8Array(Buffer.from(credential.public_key, "base64url")),
        counter: credential.sign_count,
      },
    });
    const eligible = authenticationInfo.credentialDeviceType === "multiDevice";
    // Whether a passkey can be backed up never changes (WebAuthn 6.1.3).
    if (!verified || eligible !== (credential.backup_eligible === 1)) return null;
    const { newCounter: to, credentialBackedUp: backedUp } = authenticationInfo;
    return { from: credential.sign_count, to, backedUp };
  } catch {
    // A wrong signature, a count that went back, another origin: all alike outside.
    return null;
  }
}

/** A page in a frame of another site must not use a passkey (WebAuthn 7.2 step 14). */
function isFramed(clientDataJson: string): boolean {
  try {
    const { crossOrigin } = JSON.parse(Buffer.from(clientDataJson, "base64url").toString("utf8")) as {
      crossOrigin?: unknown;
    };
    return crossOrigin === true;
  } catch {
    return true;
  }
}

export function transportsOf(text: string): string[] {
  return text === "" ? [] : text.split(",");
}
