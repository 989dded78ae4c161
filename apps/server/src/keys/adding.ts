// Whether the policy lets people add keys by themselves.
import type { AddableKeys, KeyKind } from "@hesper/contract";
import { type Refusal, refuse } from "../security/result.ts";

/** Null: it does. */
export function refusalOfAdding(allowed: AddableKeys, kind: KeyKind): Refusal<"forbidden"> | null {
  if (allowed === "all" || (allowed === "security_keys" && kind === "security_key")) return null;
  return refuse(
    "forbidden",
    allowed === "none"
      ? "Keys are added by administrators here. Ask one."
      : "Only security keys are added by oneself here. Ask an administrator for another key.",
  );
}
