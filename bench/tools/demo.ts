// Large installations: the people, accounts and events of a demo, and an administrator who looks at them.
import { randomBytes } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import { serverOrigin } from "../../apps/server/src/audit/service.ts";
import { inTransaction } from "../../apps/server/src/database/database.ts";
import { isSqlite } from "../../apps/server/src/database/engine.ts";
import { fillDemo } from "../../apps/server/src/demo/fill.ts";
import type { DemoWish } from "../../apps/server/src/demo/world.ts";
import { createEmployee } from "../../apps/server/src/employees/service.ts";
import type { EmployeeId } from "../../apps/server/src/security/ids.ts";
import { beginSession } from "../../apps/server/src/sessions/service.ts";
import type { Bench, Engine } from "../scenario.ts";
import { Hesper, type Inside } from "./hesper.ts";
import { addAuthenticator } from "./people.ts";

/** Nothing is compared with it. */
const passwordHash = `$argon2id$v=19$m=19456,t=2,p=1$${"A".repeat(22)}$${"A".repeat(43)}`;

export function fill({ db, ids, keyring }: Inside, wish: DemoWish) {
  return fillDemo({ db, ids, keyring, rpId: "localhost" }, { wish, passwordHash, onRows: () => {} });
}

export interface Installation {
  /** Under which it stays, where anything does. */
  readonly name: string;
  readonly wish: DemoWish;
}

/** So many people, and about so many events; little else. */
export function peopleOf(size: number): Installation {
  // A quick look has few people, and takes as long as its accounts.
  const [accounts, keys] = size < 1000 ? [20, 2] : [1000, 50];
  return { name: String(size), wish: { employees: size, events: size, accounts, keys, seed: "bench" } };
}

/** So many accounts of a tenth as many people, half of whom have a key. */
export function thingsOf(accounts: number): Installation {
  const employees = Math.max(100, accounts / 10);
  return { name: `things_${accounts}`, wish: { employees, events: 0, accounts, keys: employees / 2, seed: "bench" } };
}

/** Filled, or kept from another time. */
export async function installed(bench: Bench, engine: Engine, { name, wish }: Installation): Promise<Hesper> {
  const kept = `${engine}_${name}`;
  const hesper = new Hesper(bench, engine === "sqlite" ? null : await bench.makeDatabase(kept), kept);
  const filled = join(hesper.dataDir, "filled");
  if (existsSync(filled)) return hesper;
  bench.say(`Making ${wish.employees} people, ${wish.events} events and ${wish.accounts} accounts`);
  await hesper.inside(async (inside) => {
    await fill(inside, wish);
    // What PostgreSQL does by itself, after a while.
    if (!isSqlite(inside.db)) await sql`vacuum (analyze)`.execute(inside.db);
  });
  writeFileSync(filled, "");
  return hesper;
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
