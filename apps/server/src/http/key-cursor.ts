// Cursors of lists that are sorted by a text: the text and the id of the last one, as the list is sorted.
import { done, type Result, refuseField } from "../security/result.ts";

export interface AfterKey {
  readonly key: string;
  readonly id: string;
}

export const brokenCursor = refuseField("/cursor", "This is not the nextCursor of a page before.");

export function encodeCursor(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/** Null: it is not one that `encodeCursor` gave, to the letter. */
export function decodeCursor(cursor: string): (string | number)[] | null {
  try {
    const parts = JSON.parse(Buffer.from(cursor, "base64url").toString()) as unknown;
    if (!Array.isArray(parts)) return null;
    const isFit = parts.every((part) => typeof part === "string" || Number.isSafeInteger(part));
    return isFit && encodeCursor(parts) === cursor ? parts : null;
  } catch {
    return null;
  }
}

export function keyCursor(key: string, id: string): string {
  return encodeCursor([key, id]);
}

export function readKeyCursor(cursor: string | undefined): Result<AfterKey | null, "invalid_request"> {
  if (cursor === undefined) return done(null);
  const [key, id, ...more] = decodeCursor(cursor) ?? [];
  return typeof key === "string" && typeof id === "string" && more.length === 0 && isStorable(key + id)
    ? done({ key, id })
    : brokenCursor;
}

/** PostgreSQL keeps no text with a zero in it, and none that is broken. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\u0000");
}
