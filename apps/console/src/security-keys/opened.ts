// The security key that is open in this tab: its identity for ten minutes, and what the server said of it.
import type { Identity } from "@hesper/vault";
import { useSyncExternalStore } from "react";
import type { Moment } from "../brand/countdown.ts";
import { api, bodyOf, type Refused, RefusedError } from "../session/api.ts";
import { createUnlockedKeys } from "../session/unlocked-keys.ts";

export interface OpenedKey {
  readonly keyId: string;
  readonly name: string;
  readonly recipient: string;
  /** Whether another key of the person waits for what this one can open. */
  readonly waiting: boolean;
}

const keys = createUnlockedKeys();
let opened: OpenedKey | null = null;
/** Why it was closed, where it was not the person who did. */
let whyClosed = "";

export const { subscribe: subscribeToOpened, timeLeftMs: openedLeftMs } = keys;

/** @param since when the server was asked: it counts ten minutes of its own. */
export function keepOpened(key: OpenedKey, identity: Identity, since: Moment): void {
  whyClosed = "";
  keys.lockAll();
  opened = key;
  keys.keep(key.keyId, identity, since);
}

/** Null: closed. The time is looked at anew. */
export function openedIdentity(): Identity | null {
  return opened && keys.find(opened.keyId);
}

/** In this tab only: nobody is logged in any more, or the server has closed it. @param why a sentence, if one is due. */
export function forgetOpened(why = ""): void {
  if (keys.identities().length > 0) whyClosed = why;
  keys.lockAll();
  opened = null;
}

/** Here and at the server. */
export async function closeOpened(): Promise<void> {
  forgetOpened();
  await api.closeSecurityKey();
}

export function useOpenedKey(): OpenedKey | null {
  return useSyncExternalStore(subscribeToOpened, () => (keys.identities().length === 0 ? null : opened));
}

const closedWords =
  "Your security key is not open any more: its time is over, or it was closed in another tab. Open it again to go on.";
const overWords = "Your security key was closed: its 10 minutes are over. Open it again to go on.";

/** A sentence; empty: it is open, the person closed it, or it never was. */
export function useWhyClosed(): string {
  return useSyncExternalStore(subscribeToOpened, () => {
    const isOver = opened !== null && keys.identities().length === 0;
    return isOver ? overWords : whyClosed;
  });
}

/** The body of an answer that needs the open key. Throws `RefusedError`; where the server has closed it, so it is here. */
export async function bodyForOpened<B>(answer: Promise<{ ok: true; body: B } | Refused>): Promise<B> {
  try {
    return await bodyOf(answer);
  } catch (error) {
    if (error instanceof RefusedError && error.refusal.code === "reauthentication_required") {
      forgetOpened(closedWords);
    }
    throw error;
  }
}
