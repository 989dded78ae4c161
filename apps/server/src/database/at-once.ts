// Statements of one transaction that do not need each other's answers. PostgreSQL gets them together, in the order in which
// they were begun, and answers them in one round trip; SQLite runs each at once as before.
import { isAfterFailure } from "./errors.ts";

type Begun<T extends readonly unknown[]> = { readonly [K in keyof T]: Promise<T[K]> };

/**
 * Waits for all of them, also where one fails: none may still be at work when its transaction has ended. Throws what made
 * the transaction fail, and not what came of that to the others.
 * @param begun only of composed queries (`prepared`) the order is kept.
 */
export async function atOnce<T extends readonly unknown[]>(begun: readonly [...Begun<T>]): Promise<T> {
  const outcomes: readonly PromiseSettledResult<unknown>[] = await Promise.allSettled(begun);
  const failures = outcomes.filter((one): one is PromiseRejectedResult => one.status === "rejected");
  const cause = failures.find(({ reason }) => !isAfterFailure(reason)) ?? failures[0];
  if (cause) throw cause.reason;
  return outcomes.map((one) => (one as PromiseFulfilledResult<unknown>).value) as unknown as T;
}
