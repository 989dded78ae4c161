// When and from where something was done, as the mails say it.
import { browserName } from "@hesper/contract";
import type { Letter } from "./letter.ts";
import type { MailData } from "./outbox.ts";

export function whenAndWhere({ atMs, address, userAgent }: MailData): NonNullable<Letter["facts"]> {
  const at = new Date(Number(atMs)).toISOString().replace("T", " ").slice(0, 16);
  return [
    ["Time", `${at} UTC`],
    ["Address", String(address)],
    ...(userAgent ? ([["Browser", programName(String(userAgent))]] as const) : []),
  ];
}

/** A program may call itself anything, and a stranger's must not put words or addresses into our mails. */
function programName(userAgent: string): string {
  const name = browserName(userAgent);
  const isKnown = !userAgent.startsWith(name);
  return isKnown || /^[A-Za-z-]{1,30}(?:\/[\d.]{1,20})?$/.test(userAgent) ? name : "an unknown program";
}

/** As a key says of itself: whoever has an activation code may say anything, and must not put addresses into our mails. */
export function deviceName(device: string): string {
  const isPlain = /^(?:[\p{L}\p{N} ,_()-]|(?<=\p{N})\.(?=\p{N})){1,60}$/u.test(device);
  return isPlain ? `“${device}”` : "a device with an odd name";
}
