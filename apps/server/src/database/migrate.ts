// Runs the migrations, in order, in one transaction. Append only: a released migration is never edited.
import type { Kysely, Transaction } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { isSqlite } from "./engine.ts";
import * as firstTables from "./migrations/0001-first-tables.ts";
import * as throttling from "./migrations/0002-throttling.ts";
import * as trustedBrowsers from "./migrations/0003-trusted-browsers.ts";
import * as passkeys from "./migrations/0004-passkeys.ts";
import * as people from "./migrations/0005-people.ts";
import * as mail from "./migrations/0006-mail.ts";
import * as audit from "./migrations/0007-audit.ts";
import * as auditRemovals from "./migrations/0008-audit-removals.ts";
import { evenOutTypes } from "./postgres-types.ts";
import type { Tables } from "./tables.ts";

const migrations: Record<string, Migration> = {
  "0001-first-tables": firstTables,
  "0002-throttling": throttling,
  "0003-trusted-browsers": trustedBrowsers,
  "0004-passkeys": passkeys,
  "0005-people": people,
  "0006-mail": mail,
  "0007-audit": audit,
  "0008-audit-removals": auditRemovals,
};

/** Throws when a migration fails or when the database is newer than this program. */
export async function migrateToLatest(db: Kysely<Tables>): Promise<void> {
  const { error, results } = await migratorOf(db).migrateToLatest();
  if (error) throw error;
  if ((results ?? []).length > 0 && !isSqlite(db)) await db.transaction().execute(evenOutTypes);
}

/** The tables as they were after a migration, in a database that has none or older ones. All in the transaction. */
export async function migrateTo(tx: Transaction<Tables>, name: string): Promise<void> {
  const { error } = await migratorOf(tx).migrateTo(name);
  if (error) throw error;
  if (!isSqlite(tx)) await evenOutTypes(tx);
}

/** The name of the newest migration: the version of the tables. */
export const latestMigration = Object.keys(migrations).sort().at(-1) ?? "";

export function isKnownMigration(name: string): boolean {
  return Object.hasOwn(migrations, name);
}

function migratorOf(db: Kysely<Tables>): Migrator {
  return new Migrator({ db, provider: { getMigrations: async () => migrations } });
}
