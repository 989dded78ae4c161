// Keys of employees as the server knows them: activated, with a token, and an identity that opens what is sealed to them.
import type { RecipientKind } from "@hesper/contract";
import { openAccount } from "@hesper/vault";
import { inTransaction } from "../database/database.ts";
import { followActivation } from "../deliveries/following.ts";
import { find } from "../keys/store.ts";
import { holdKeys } from "../organisation-key/recipient.ts";
import { createIds, type EmployeeId, type KeyPolicyId, newId, type SoftwareKeyId } from "../security/ids.ts";
import { systemRandom } from "../security/random.ts";
import { newToken } from "../security/tokens.ts";
import { type KeyHolder, makeHolder, type Secrets, sealFor } from "./accounts.ts";
import { type Answer, Browser, expectStatus, type Reachable, type TestServer } from "./harness.ts";

/** A key that is active, as it calls a server. */
export class TestKey implements KeyHolder {
  readonly #server: () => Reachable;
  readonly #token: string;
  readonly keyId: string;
  readonly identity: KeyHolder["identity"];
  readonly recipient: string;

  constructor(server: () => Reachable, token: string, holder: KeyHolder) {
    this.#server = server;
    this.#token = token;
    this.keyId = holder.keyId;
    this.identity = holder.identity;
    this.recipient = holder.recipient;
  }

  /** The same key at another server. */
  at(server: Reachable): TestKey {
    return new TestKey(() => server, this.#token, this);
  }

  send(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: unknown): Promise<Answer> {
    const headers = { authorization: `Bearer ${this.#token}` };
    return new Browser(this.#server).send(method, path, body, headers);
  }

  get(path: string): Promise<Answer> {
    return this.send("GET", path);
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

/** A key of somebody, as if it had just been activated. @param name as the administrator called it. */
export async function makeKey(
  server: TestServer,
  employeeId: string,
  { name = "Laptop", kind = "x25519" }: { name?: string; kind?: RecipientKind } = {},
): Promise<TestKey> {
  const holder = await makeHolder(kind);
  // Made later than the one before, so that their ids sort.
  server.clock.move(0.001);
  const ids = createIds(server.clock, systemRandom);
  const id = newId<SoftwareKeyId>(ids);
  const { token, hash } = newToken(systemRandom);
  const nowMs = server.clock.nowMs();
  const none = { reason: null, activation_hash: null, activation_expires_at: null, changed_by: null, wiped_at: null };
  const times = { created_at: nowMs, activated_at: nowMs, last_contact_at: nowMs, status_changed_at: nowMs };
  await inTransaction(server.hesper.db, async (tx) => {
    await holdKeys(tx);
    await tx
      .insertInto("keys")
      .values({
        id,
        employee_id: employeeId as EmployeeId,
        employee_name: "Somebody",
        kind: "software",
        name,
        status: "active",
        policy_id: "00000000-0000-7000-8000-000000000001" as KeyPolicyId,
        recipient: holder.recipient,
        recipient_kind: kind,
        device: "A computer",
        token_hash: hash,
        revision: 1,
        change_revision: 0,
        lock_number: 0,
        created_by: employeeId as EmployeeId,
        last_change: "",
        ...none,
        ...times,
      })
      .execute();
    const key = await find(tx, id);
    if (key) await followActivation(tx, ids, key);
  });
  return new TestKey(() => server.hesper, token.reveal(), { ...holder, keyId: id });
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
  const found = await rows.where("key_id", "=", keyId as SoftwareKeyId).execute();
  return Object.fromEntries(found.map(({ account_id, status }) => [account_id, status]));
}
