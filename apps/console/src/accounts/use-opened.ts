// Opening an account to look at one thing in it; forgotten again when it is left.
import type { OpeningPurpose } from "@hesper/contract";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useOrganisationKey } from "../organisation-key/use-organisation-key.ts";
import type { Account } from "./accounts.ts";
import { GaveUp, openFor, sentenceOfFailure } from "./sealing.ts";

/** Opens once, when it is first shown. @param onGiveUp the person closed the dialogue for passphrase or proof. */
export function useOpened(account: Account, purpose: OpeningPurpose, onGiveUp: () => void) {
  const { ensureUnlocked } = useOrganisationKey();
  const opening = useMutation({
    mutationFn: () => openFor(account.id, purpose, ensureUnlocked),
    // Nothing of it stays in the memory of the queries.
    gcTime: 0,
    onError: (error) => {
      if (error instanceof GaveUp) onGiveUp();
    },
  });
  const begun = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once; each opening is on record.
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    opening.mutate();
  }, []);
  return { secrets: opening.data ?? null, error: sentenceOfFailure(opening.error) };
}
