// Creating an account: sealed here, to whom it is for, and sent.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, bodyOf, withProof } from "../session/api.ts";
import { type Account, type AccountDetails, noteRevision, refreshedByAccounts } from "./accounts.ts";
import { type Owner, recipientsOf } from "./recipients.ts";
import { firstPayload, type Sealer, type Secrets, sealerTo } from "./sealing.ts";

export interface NewAccount {
  /** Kept while the form is open, so that what was saved and not answered is not made twice. */
  readonly id: string;
  readonly details: AccountDetails;
  readonly secrets: Secrets;
}

export function sealerOf(owner: Owner): Sealer {
  return sealerTo(() => recipientsOf(owner));
}

/** Throws `RefusedError`, `VaultProblem`. @param seal one for many accounts, where several are made. */
export async function createAccount(
  owner: Owner,
  { id, details, secrets }: NewAccount,
  seal = sealerOf(owner),
): Promise<Account> {
  const account = await seal(firstPayload(id, secrets), (sealed) => {
    const body = { id, ...details, ...sealed };
    return bodyOf<Account>(
      withProof(() =>
        owner ? api.createPersonalAccount({ params: { id: owner.id }, body }) : api.createSharedAccount({ body }),
      ),
    );
  });
  noteRevision(account);
  return account;
}

export function useCreateAccount(owner: Owner) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (made: NewAccount) => createAccount(owner, made),
    onSuccess: () => Promise.all(refreshedByAccounts.map((name) => queries.invalidateQueries({ queryKey: [name] }))),
  });
}
