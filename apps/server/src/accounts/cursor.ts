// What the next page of a list goes on after: texts, as the list is sorted.

/** @param place one text for each thing that the list is sorted by. */
export function writeCursor(...place: readonly string[]): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

/** Null: the list begins. */
export function readCursor(cursor: string | undefined, length: number): string[] | null | "broken" {
  if (cursor === undefined) return null;
  try {
    const place = JSON.parse(Buffer.from(cursor, "base64url").toString()) as unknown;
    if (!Array.isArray(place) || place.length !== length) return "broken";
    if (!place.every((part) => typeof part === "string")) return "broken";
    // As it was given, to the letter: what only looks like one is none.
    return writeCursor(...place) === cursor ? place : "broken";
  } catch {
    return "broken";
  }
}
