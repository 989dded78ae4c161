// Fields of forms: the limits that the server has too, and its refusals shown at the field that they are about.
import type { Refused } from "@hesper/contract/client";
import { sentenceOf } from "./api.ts";

type Schema = { safeParse: (value: string) => { success: boolean; error?: { issues: { message: string }[] } } };

/** A check of one field: null, or what is wrong with it. The same limits as the server's. */
export function check(schema: Schema) {
  return (value: string): string | null => {
    const result = schema.safeParse(value);
    return result.success ? null : (result.error?.issues[0]?.message ?? "This is not valid.");
  };
}

/**
 * Shows what a refusal says of single fields there.
 * @returns what is left to say of the whole form; empty when every word has found its field.
 */
export function showAtFields(
  refusal: Refused,
  values: Readonly<Record<string, string>>,
  setError: (field: string, message: string) => void,
): string {
  const atFields = (refusal.errors ?? []).filter(({ field }) => field.slice(1) in values);
  for (const { field, message } of atFields) setError(field.slice(1), message);
  return atFields.length === 0 ? sentenceOf(refusal) : "";
}
