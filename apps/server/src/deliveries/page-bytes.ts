// How much of what is sealed goes into one answer: a shared account of many keys may have half a megabyte.

/** A single account may be larger. */
export const mostBytes = 4 * 1024 * 1024;

/** As many from the beginning as fit, `limit` at most, and one at least. */
export function cutByBytes<T extends { readonly bytes: number }>(found: readonly T[], limit: number): readonly T[] {
  let bytes = 0;
  const tooMuch = found.slice(0, limit).findIndex((one, at) => {
    bytes += one.bytes;
    return at > 0 && bytes > mostBytes;
  });
  return found.slice(0, tooMuch === -1 ? limit : tooMuch);
}
