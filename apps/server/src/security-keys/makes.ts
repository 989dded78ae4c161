// What a security key is called where its owner looks for it: by how it is reached, and whether it is copied.
import type { Credential } from "../passkeys/verification.ts";
import { transportsOf } from "../passkeys/verification.ts";

const words: Readonly<Record<string, string>> = {
  usb: "USB",
  nfc: "NFC",
  ble: "Bluetooth",
  "smart-card": "smart card",
  internal: "built in",
  hybrid: "phone",
};

/** Such as "Security key (USB, NFC)". The order is that of the words above, whatever the authenticator says. */
export function deviceOf({ transports, backup_eligible }: Pick<Credential, "transports" | "backup_eligible">): string {
  if (backup_eligible === 1) return "Passkey, kept on several devices";
  const given = transportsOf(transports);
  const known = Object.keys(words).filter((transport) => given.includes(transport));
  const how = known.map((transport) => words[transport]).join(", ");
  return how === "" ? "Security key" : `Security key (${how})`;
}
