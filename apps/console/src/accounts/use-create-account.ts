// Creating an account: sealed here, to whom it is for, and sent.
import type { Recipients } from "@hesper/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, bodyOf, withProof } from "../session/api.ts";
import { type Account, type AccountDetails, noteRevision, refreshedByAccounts } from "./accounts.ts";
import { firstPayload, type Secrets, sealFor } from "./sealing.ts";

/** Whose account it is; null: a shared one. */
export type Owner = { readonly employeeId: string } | null;

export interface NewAccount {
  /** Kept while the form is open, so that what was saved and not answered is not made twice. */
  readonly id: string;
  readonly details: AccountDetails;
  readonly secrets: Secrets;
}

export function recipientsOf(owner: Owner): Promise<Recipients> {
  return bodyOf(
    owner ? api.getRecipients({ params: { id: owner.employeeId } }) : api.getRecipientsOfNewSharedAccount(),
  );
}

/** Throws `RefusedError`, `VaultProblem`. @param recipients loaded anew where none are given. */
export async function createAccount(
  owner: Owner,
  { id, details, secrets }: NewAccount,
  recipients?: Recipients,
): Promise<Account> {
  const sealed = await sealFor(recipients ?? (await recipientsOf(owner)), firstPayload(id, secrets));
  const body = { id, ...details, ...sealed };
  const account = await bodyOf<Account>(
    withProof(() =>
      owner ? api.createPersonalAccount({ params: { id: owner.employeeId }, body }) : api.createSharedAccount({ body }),
    ),
  );
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
