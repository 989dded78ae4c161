// What the PRF extension of WebAuthn (level 3, 10.1.4) answers, and what is said of a key that has none. Imports nothing,
// so that every page may have it.

/** Of an input to the PRF, in bytes: random, one for each credential, and no secret. */
export const prfSaltBytes = 32;
/** Of its output, in bytes. */
export const prfOutputBytes = 32;

export interface PrfResult {
  /** Whether the new credential has a PRF. Said where one is made only. */
  readonly enabled: boolean;
  /** 32 bytes; null: the authenticator gave none, which at making many that have a PRF do. */
  readonly output: Uint8Array<ArrayBuffer> | null;
}

/** @param results the client extension results of either ceremony. The output is a copy, which may be overwritten. */
export function readPrf(results: object): PrfResult {
  const { prf } = results as {
    prf?: { enabled?: boolean; results?: { first?: ArrayBuffer | ArrayBufferView<ArrayBuffer> } };
  };
  const first = prf?.results?.first;
  return { enabled: prf?.enabled === true, output: first === undefined ? null : copyOf(first) };
}

function copyOf(first: ArrayBuffer | ArrayBufferView<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return ArrayBuffer.isView(first)
    ? new Uint8Array(first.buffer, first.byteOffset, first.byteLength).slice()
    : new Uint8Array(first).slice();
}

/**
 * What to buy or use where a key has no PRF.
 *
 * @param cannot what the key cannot do for want of it: "hold accounts".
 * @param browsers which can ask for it: "Chrome or Edge of 2025 or later".
 */
export function sentenceWithoutPrf(cannot: string, browsers: string): string {
  return `This key cannot ${cannot}: it lacks the PRF extension (hmac-secret), which gives a secret for each site. Use a FIDO2 key that has it and a PIN or fingerprint, such as a YubiKey 5, a Nitrokey 3, a SoloKeys Solo 2 or a Token2 PIN+, with ${browsers}; or a passkey of your phone or password manager that supports PRF.`;
}
