// Small checks of what comes in a message: closed, bounded, and light enough for a script that runs in every page.

/** Whether a value is a T. Says no for whatever it does not expect, and throws for nothing that a message can hold. */
export type Shape<T> = (value: unknown) => value is T;
export type Shaped<S> = S extends Shape<infer T> ? T : never;

/** @param longest UTF-16 units. */
export function text(longest: number, shortest = 0): Shape<string> {
  return (value): value is string =>
    typeof value === "string" && value.length >= shortest && value.length <= longest && value.isWellFormed();
}

export function whole(least: number, most: number): Shape<number> {
  return (value): value is number =>
    typeof value === "number" && Number.isSafeInteger(value) && value >= least && value <= most;
}

export const flag: Shape<boolean> = (value): value is boolean => typeof value === "boolean";

export function oneOf<const T extends string>(...words: readonly T[]): Shape<T> {
  return (value): value is T => words.some((word) => word === value);
}

export function orNull<T>(shape: Shape<T>): Shape<T | null> {
  return (value): value is T | null => value === null || shape(value);
}

export function listOf<T>(shape: Shape<T>, most: number): Shape<readonly T[]> {
  return (value): value is readonly T[] =>
    Array.isArray(value) && value.length <= most && value.every((one) => shape(one));
}

type Fields = Readonly<Record<string, Shape<unknown>>>;
type Exactly<F extends Fields> = { readonly [K in keyof F]: Shaped<F[K]> };

/** An object with these fields, all of them, and no other. */
export function exactly<const F extends Fields>(fields: F): Shape<Exactly<F>> {
  const names = Object.keys(fields);
  return (value): value is Exactly<F> => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
    const given = Object.keys(value);
    return (
      given.length === names.length &&
      names.every((name) => Object.hasOwn(value, name) && fields[name]?.((value as Record<string, unknown>)[name]))
    );
  };
}

/** One of several; which one is told by a field with a word of its own. */
export function either<T>(...shapes: readonly Shape<T>[]): Shape<T> {
  return (value): value is T => shapes.some((shape) => shape(value));
}

/** 32 bytes in Base64, of which there is one spelling. */
export const bytes32: Shape<string> = (value): value is string =>
  typeof value === "string" && /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/.test(value);

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Of an account or an offer. */
export const id: Shape<string> = (value): value is string => typeof value === "string" && uuid.test(value);
