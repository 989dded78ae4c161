// Large installations: the people, accounts and events of a demo, and an administrator who looks at them.
import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { serverOrigin } from "../../apps/server/src/audit/service.ts";
import { inTransaction } from "../../apps/server/src/database/database.ts";
import { isSqlite } from "../../apps/server/src/database/engine.ts";
import { fillDemo } from "../../apps/server/src/demo/fill.ts";
import { createEmployee } from "../../apps/server/src/employees/service.ts";
import type { EmployeeId } from "../../apps/server/src/security/ids.ts";
import { beginSession } from "../../apps/server/src/sessions/service.ts";
import type { Hesper, Inside } from "./hesper.ts";
import { addAuthenticator } from "./people.ts";

/** Nothing is compared with it. */
const passwordHash = `$argon2id$v=19$m=19456,t=2,p=1$${"A".repeat(22)}$${"A".repeat(43)}`;

/** So many people, and about so many events; little else. */
export async function fillWithPeople(hesper: Hesper, size: number): Promise<void> {
  const wish = { employees: size, events: size, accounts: 1000, keys: 50, seed: "bench" };
  await hesper.inside(async ({ db, ids, keyring }) => {
    await fillDemo({ db, ids, keyring, rpId: "localhost" }, { wish, passwordHash, onRows: () => {} });
  });
}

/** So many accounts of a tenth as many people, half of whom have a key. */
export async function fillWithThings(hesper: Hesper, accounts: number): Promise<void> {
  const employees = Math.max(100, accounts / 10);
  const wish = { employees, events: 0, accounts, keys: employees / 2, seed: "bench" };
  await hesper.inside(async ({ db, ids, keyring }) => {
    await fillDemo({ db, ids, keyring, rpId: "localhost" }, { wish, passwordHash, onRows: () => {} });
  });
}

/** What PostgreSQL does by itself, after a while. */
export async function settle({ db }: Inside): Promise<void> {
  if (!isSqlite(db)) await sql`vacuum (analyze)`.execute(db);
}

export interface Administrator {
  readonly id: EmployeeId;
  readonly cookie: string;
}

/** With a session of two factors. */
export function addAdministrator(inside: Inside): Promise<Administrator> {
  const { db, ids } = inside;
  return inTransaction(db, async (tx) => {
    const by = { actorId: null, origin: serverOrigin };
    const email = `administrator-${randomBytes(4).toString("hex")}@example.org`;
    const person = { email, name: "Ada Lovelace", role: "administrator", by } as const;
    const administrator = await createEmployee(tx, ids, person);
    await addAuthenticator(tx, inside, administrator);
    const begin = { employeeId: administrator.id, assurance: "two_factor", origin: serverOrigin } as const;
    const { token } = await beginSession(tx, ids, begin);
    return { id: administrator.id, cookie: `hesper_session=${token.reveal()}` };
  });
}
