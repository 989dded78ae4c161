// Reading all accounts of a store, which may be thousands.
import type { StorageReader, StoredAccount } from "./storage.ts";

const pageSize = 200;

export async function readAccounts(tx: StorageReader): Promise<readonly StoredAccount[]> {
  const accounts: StoredAccount[] = [];
  for (let after: string | null = null; ; ) {
    const page: readonly StoredAccount[] = await tx.listAccounts({ after, limit: pageSize });
    accounts.push(...page);
    if (page.length < pageSize) return accounts;
    after = page.at(-1)?.id ?? null;
  }
}
