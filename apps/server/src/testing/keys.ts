// What keys do with their accounts, in the tests: they ask what is new, store it, and say so; they write private accounts.
import type { RecipientKind } from "@hesper/contract";
import { openAccount } from "@hesper/vault";
import type { EmployeeKeyId } from "../security/ids.ts";
import { type KeyHolder, type Secrets, sealFor } from "./accounts.ts";
import { giveKey, KeyClient } from "./activated-keys.ts";
import { type Browser, expectStatus, type Reachable, type TestServer } from "./harness.ts";

/** A key that is active, as it calls a server. */
export class TestKey extends KeyClient {
  /** The same key at another server. */
  at(server: Reachable): TestKey {
    return new TestKey(() => server, this);
  }

  /** What is new since a revision. */
  async changes(since = 0, more = ""): Promise<Changes> {
    return (await expectStatus(this.get(`/key/changes?since=${since}${more}`), 200)).body as unknown as Changes;
  }

  /** Gets everything new, says that it is stored and removed, and knows it from then on. */
  async sync(since = 0): Promise<Changes> {
    const changes = await this.changes(since, "&limit=200");
    const receipt = { applied: changes.accounts.map(({ id }) => id), removed: changes.removed };
    await expectStatus(this.send("POST", "/key/receipts", { ...receipt, revision: changes.revision }), 204);
    return changes;
  }

  /** What the password of an account is, as the key opens it. */
  async passwordOf({ id, sealed, sealedRevision }: Given): Promise<string | null> {
    const expected = { account: id, revisionAtLeast: sealedRevision };
    return (await openAccount(Buffer.from(sealed, "base64"), this.identity, expected)).password;
  }
}

interface Given {
  readonly id: string;
  readonly sealed: string;
  readonly sealedRevision: number;
}

export interface Changes {
  readonly accounts: readonly (Given & { readonly kind: string; readonly name?: string; readonly details?: string })[];
  readonly removed: readonly string[];
  readonly revision: number;
  readonly hasMore: boolean;
  readonly waiting: boolean;
}

/** An active key of somebody. @param name as the administrator called it. */
export async function makeKey(
  server: TestServer,
  administrator: Browser,
  employeeId: string,
  { name = "Laptop", kind = "x25519" }: { name?: string; kind?: RecipientKind } = {},
): Promise<TestKey> {
  const key = await giveKey(server, administrator, employeeId, { name, kind });
  return new TestKey(() => server.hesper, key);
}

/** What a key sends to make or change a private account. @param revision the one that was seen; 0: a new one. */
export async function privateAccount(
  holders: readonly Omit<KeyHolder, "identity">[],
  {
    account,
    revision = 0,
    name = "My diary",
    ...secrets
  }: Secrets & { account: string; revision?: number; name?: string },
) {
  const part = await sealFor(holders, { account, revision: revision + 1, ...secrets });
  const details = await sealFor(holders, { account, revision: revision + 1, notes: name });
  return { revision, ...part, details: details.sealed };
}

/** The states of the deliveries of a key, by account. */
export async function statesOf(server: TestServer, { keyId }: { keyId: string }): Promise<Record<string, string>> {
  const rows = server.hesper.db.selectFrom("key_accounts").select(["account_id", "status"]);
  const found = await rows.where("key_id", "=", keyId as EmployeeKeyId).execute();
  return Object.fromEntries(found.map(({ account_id, status }) => [account_id, status]));
}
