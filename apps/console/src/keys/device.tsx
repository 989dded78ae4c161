// What a key runs on or is, and when it was last heard of.
import type { Key } from "@hesper/contract";
import { exactTime, relativeTime } from "../brand/times.ts";
import { contactNames, noContact } from "./words.ts";

type Contact = Pick<Key, "kind" | "lastContactAt">;

/** "MacBook, last contact 5 minutes ago", "Security key (USB), last used": of a key that was activated. */
export function DeviceAndContact({ of }: { of: Contact & Pick<Key, "device"> }) {
  const { kind, device, lastContactAt } = of;
  if (lastContactAt === null) return `${device}, ${inSentence(noContact[kind])}`;
  return (
    <>
      {device}, {inSentence(contactNames[kind])} <LastContact of={of} />
    </>
  );
}

export function LastContact({ of: { kind, lastContactAt } }: { of: Contact }) {
  if (lastContactAt === null) return noContact[kind];
  return (
    <time dateTime={lastContactAt} title={exactTime(lastContactAt)}>
      {relativeTime(lastContactAt)}
    </time>
  );
}

function inSentence(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
