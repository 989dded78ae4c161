// Base64 as the contract writes it: with padding, one spelling.

export function toBase64(bytes: Uint8Array): string {
  return bytes.toBase64();
}

/** @returns no bytes for what is no Base64: the vault says of these that they are damaged. */
export function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.fromBase64(text, { lastChunkHandling: "strict" });
  } catch {
    return new Uint8Array();
  }
}
