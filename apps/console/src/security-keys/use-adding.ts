// Adding a security key from a page: how far it is, what went wrong, and that it stops when the page is left.
import { useEffect, useRef, useState } from "react";
import { sentenceOf } from "../session/api.ts";
import { refusedOf, useChange } from "../session/change.ts";
import type { NewSecurityKey, Phase } from "./adding.ts";

/** A new key changes whom accounts are sealed to, and what is to be done. */
const refreshed = ["my-keys", "keys", "deliveries", "accounts", "events", "next-steps"];

export function useAddSecurityKey() {
  const [phase, setPhase] = useState<Phase | null>(null);
  const underWay = useRef<AbortController | null>(null);
  useEffect(() => () => underWay.current?.abort(), []);
  const change = useChange(async (wanted: NewSecurityKey) => {
    const controller = new AbortController();
    underWay.current = controller;
    try {
      const { addSecurityKey } = await import("./adding.ts");
      return await addSecurityKey(wanted, { signal: controller.signal, onPhase: setPhase });
    } finally {
      setPhase(null);
    }
  }, refreshed);
  return { add: change.mutate, isPending: change.isPending, phase, error: sentenceFor(change.error) };
}

/** Empty: nothing is to be said. */
function sentenceFor(error: Error | null): string {
  if (error === null) return "";
  const refusal = refusedOf(error);
  return refusal ? sentenceOf(refusal) : "This did not work. Check your connection and try again.";
}
