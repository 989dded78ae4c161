// Lists come in pages: one row more than asked for was read, and tells that there is a next page.

export interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

/** @param cursorOf what the next page goes on after; by default the id of the last item. */
export function cutPage<T extends { readonly id: string }>(
  rows: readonly T[],
  limit: number,
  cursorOf: (last: T) => string = (last) => last.id,
): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? cursorOf(last) : null };
}
