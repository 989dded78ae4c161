// What SQLite answers at once, and PostgreSQL after a while. A promise of what is there already, and the turn that it
// takes, cost a session check more than the look at the session.

export type Soon<T> = T | Promise<T>;

/** Goes on with a value: at once where it is there. */
export function soon<T, R>(value: Soon<T>, next: (value: T) => Soon<R>): Soon<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}
