// What the tests of the master key do: plant secrets, open all of them, rotate, and look at what is left of the old keys.
import { commandLineOrigin } from "../audit/service.ts";
import type { Keyring } from "../data-keys/data-keys.ts";
import { openSecrets } from "../data-keys/open.ts";
import { encryptAnew, type Outcome, type RotationDeps, replaceMasterKey, type Watch } from "../data-keys/rotation.ts";
import { type Database, inTransaction } from "../database/database.ts";
import { keyIdOf } from "../security/encryption.ts";
import { type AuthenticatorId, createIds, type EmployeeId, newId } from "../security/ids.ts";
import { systemRandom } from "../security/random.ts";
import { encryptedColumns } from "../totp/service.ts";
import { insertAuthenticator, placeOf } from "../totp/store.ts";
import type { TestServer } from "./harness.ts";

/** As the command has them: with keys of its own, which know nothing of those that a server holds. */
export async function rotationOf(server: TestServer, db: Database = server.hesper.db): Promise<RotationDeps> {
  const ids = createIds(server.clock, systemRandom);
  const keyring = await openSecrets(db, server.config(), ids);
  const { masterKey: source } = server.config();
  return { db, ids, keyring, source, columns: encryptedColumns, origin: commandLineOrigin };
}

export const unwatched: Watch = { onProgress: () => {}, isStopped: () => false };

/** Rotates from the beginning to the end, without the command. */
export async function rotate(server: TestServer, db: Database = server.hesper.db): Promise<Outcome> {
  const deps = await rotationOf(server, db);
  await replaceMasterKey(deps);
  return encryptAnew(deps, unwatched);
}

/** Gives so many people an authenticator each. @returns the secrets by the id of the row. */
export async function plantSecrets(server: TestServer, count: number): Promise<Map<AuthenticatorId, Uint8Array>> {
  const { db, ids, keyring } = await rotationOf(server);
  const planted = new Map<AuthenticatorId, Uint8Array>();
  const nowMs = server.clock.nowMs();
  await inTransaction(db, async (tx) => {
    const keys = await keyring.read(tx);
    for (let at = 0; at < count; at += 1) {
      const employee_id = newId<EmployeeId>(ids);
      const id = newId<AuthenticatorId>(ids);
      const email = `${employee_id}@example.org`;
      const times = { grace_started_at: null, last_login_at: null, created_at: nowMs, updated_at: nowMs };
      const role = { role: "employee", status: "active", revision: 1 } as const;
      const sorting = { name_key: "planted", department_key: "", last_login_key: 0 };
      const person = { id: employee_id, email, email_key: email, name: "Planted", ...role, ...times, ...sorting };
      await tx.insertInto("employees").values(person).execute();
      const secret = ids.random.bytes(20);
      planted.set(id, secret);
      const stored = keys.encryptValue(secret, placeOf("authenticators", id));
      const row = { id, employee_id, name: "App", secret: stored, created_at: nowMs };
      await insertAuthenticator(tx, { ...row, last_used_at: null, last_spent_step: 0 });
    }
  });
  return planted;
}

/** Every secret of an authenticator, opened. Throws when one does not open. */
export async function openAllSecrets(db: Database, keyring: Keyring): Promise<Map<AuthenticatorId, Uint8Array>> {
  const rows = await db.selectFrom("authenticators").select(["id", "secret"]).execute();
  const keys = await keyring.read(db);
  return new Map(rows.map(({ id, secret }) => [id, keys.decryptValue(secret, placeOf("authenticators", id))]));
}

/** Ids of the keys of the values: those that there are, and those that the stored values name. */
export async function valueKeys(db: Database): Promise<{ known: string[]; named: string[] }> {
  const known = await db.selectFrom("data_keys").select("id").where("purpose", "=", "values").execute();
  const stored = [
    ...(await db.selectFrom("authenticators").select("secret").execute()),
    ...(await db.selectFrom("authenticator_enrolments").select("secret").execute()),
  ];
  return { known: known.map(({ id }) => id), named: [...new Set(stored.map(({ secret }) => keyIdOf(secret)))] };
}
