// What an administrator can do to a key: only what can work is offered.
import { type Key, keyTransitions } from "@hesper/contract";
import type { NextStatus } from "./words.ts";

export type Action = "renew" | NextStatus | "edit" | "delete";

type Known = Pick<Key, "status" | "activatedAt" | "wipedAt">;

export function actionsFor(key: Known): readonly Action[] {
  const { status } = key;
  return [
    ...(status === "reserved" ? (["renew"] as const) : []),
    ...(keyTransitions[status] as readonly NextStatus[]),
    ...(isEnded(key) ? [] : (["edit"] as const)),
    ...(canBeDeleted(key) ? (["delete"] as const) : []),
  ];
}

export function isEnded({ status }: Pick<Key, "status">): boolean {
  return status === "deactivated" || status === "compromised";
}

/** What is still to be told to a key must not be forgotten. */
function canBeDeleted(key: Known): boolean {
  return key.status === "reserved" || (isEnded(key) && (key.activatedAt === null || key.wipedAt !== null));
}
