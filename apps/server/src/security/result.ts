// A refusal that a person may meet is a returned value, with a code of the contract; a throw is a bug or an outage.
import type { Problem, RefusalCode } from "@hesper/contract";

export interface Refusal<Code extends RefusalCode = RefusalCode> {
  readonly ok: false;
  readonly code: Code;
  /** A sentence for a person; null: the usual one of the code. */
  readonly detail: string | null;
  readonly errors?: Problem["errors"];
  readonly clockOffsetSeconds?: number;
  /** For `too_many_attempts` and `overloaded`: when to try again, in seconds. */
  readonly retryAfterSeconds?: number;
}

export type Result<T, Code extends RefusalCode> = { readonly ok: true; readonly value: T } | Refusal<Code>;

export function done<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function refuse<const Code extends RefusalCode>(
  code: Code,
  detail: string | null = null,
  more: Pick<Refusal, "errors" | "clockOffsetSeconds" | "retryAfterSeconds"> = {},
): Refusal<Code> {
  return { ok: false, code, detail, ...more };
}

/** Refuses one field of the input. @param field a JSON pointer (RFC 6901), such as `/password`. */
export function refuseField(field: string, message: string): Refusal<"invalid_request"> {
  return refuse("invalid_request", message, { errors: [{ field, message }] });
}
