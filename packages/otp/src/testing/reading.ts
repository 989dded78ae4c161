// What was read, or why it was not, of the answers of all readers.

/** Fails with the refusal, if there is one. */
export function taken<Read extends object>(read: Read): Exclude<Read, { readonly refusal: unknown }> {
  if ("refusal" in read) throw new Error(`Refused: ${JSON.stringify(read.refusal)}`);
  return read as Exclude<Read, { readonly refusal: unknown }>;
}

/** Fails when it was taken. */
export function refused<Read extends object>(read: Read): Extract<Read, { readonly refusal: unknown }>["refusal"] {
  if (!("refusal" in read)) throw new Error("Not refused.");
  return read.refusal as Extract<Read, { readonly refusal: unknown }>["refusal"];
}
