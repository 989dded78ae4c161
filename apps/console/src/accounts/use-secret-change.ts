// Changing what is sealed: unlock, open, put the new in, seal again. Of a conflict the form keeps what was typed.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useOrganisationKey } from "../organisation-key/use-organisation-key.ts";
import { type Account, refreshedByAccounts } from "./accounts.ts";
import { changeSecrets, currentAfter, type Secrets, sentenceOfFailure } from "./sealing.ts";

export function useSecretChange(account: Account, onDone: () => void) {
  const { ensureUnlocked } = useOrganisationKey();
  const queries = useQueryClient();
  // After a conflict, the revision that is there now: saving once more is meant then.
  const [base, setBase] = useState(account);
  const refresh = () => Promise.all(refreshedByAccounts.map((name) => queries.invalidateQueries({ queryKey: [name] })));
  const mutation = useMutation({
    mutationFn: (change: Partial<Secrets>) =>
      changeSecrets({ id: base.id, revision: base.revision, change }, ensureUnlocked),
    onSuccess: async () => {
      await refresh();
      onDone();
    },
    onError: async (error) => {
      const now = await currentAfter(error, base.id);
      if (!now) return;
      setBase(now);
      void refresh();
    },
  });
  const isStale = base !== account;
  return {
    save: (change: Partial<Secrets>) => mutation.mutate(change),
    busy: mutation.isPending,
    error: sentenceOfFailure(mutation.error),
    /** Somebody else was faster, and the next attempt is made in spite of that. */
    isStale,
    action: isStale ? "Save in spite of that" : "Save",
  };
}
