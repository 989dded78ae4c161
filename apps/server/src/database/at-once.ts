// Statements of one transaction that do not need each other's answers. PostgreSQL gets them together, in the order in which
// they were begun, and answers them in one round trip; SQLite runs each at once as before.

type Begun<T extends readonly unknown[]> = { readonly [K in keyof T]: Promise<T[K]> };

/**
 * Waits for all of them, also where one fails: none may still be at work when its transaction has ended. Throws what the
 * first one in the list threw.
 * @param begun only of composed queries (`prepared`) the order is kept.
 */
export async function atOnce<T extends readonly unknown[]>(begun: readonly [...Begun<T>]): Promise<T> {
  await Promise.allSettled(begun);
  return (await Promise.all(begun)) as unknown as T;
}
