// Runs the migrations, in order, in one transaction. Append only: a released migration is never edited.
import { type Kysely, sql, type Transaction } from "kysely";
import { DEFAULT_MIGRATION_TABLE, type Migration, Migrator } from "kysely/migration";
import { isSqlite } from "./engine.ts";
import { DatabaseProblem } from "./errors.ts";
import * as firstTables from "./migrations/0001-first-tables.ts";
import * as throttling from "./migrations/0002-throttling.ts";
import * as trustedBrowsers from "./migrations/0003-trusted-browsers.ts";
import * as passkeys from "./migrations/0004-passkeys.ts";
import * as people from "./migrations/0005-people.ts";
import * as mail from "./migrations/0006-mail.ts";
import * as audit from "./migrations/0007-audit.ts";
import * as auditRemovals from "./migrations/0008-audit-removals.ts";
import * as dataKeys from "./migrations/0010-data-keys.ts";
import * as organisation from "./migrations/0011-organisation.ts";
import * as organisationKey from "./migrations/0012-organisation-key.ts";
import * as accounts from "./migrations/0013-accounts.ts";
import * as employeeImports from "./migrations/0014-employee-imports.ts";
import * as leavers from "./migrations/0015-leavers.ts";
import * as groupPolicies from "./migrations/0016-group-policies.ts";
import * as keys from "./migrations/0017-keys.ts";
import * as securityKeys from "./migrations/0018-security-keys.ts";
import * as dashboard from "./migrations/0019-dashboard.ts";
import * as foundInOrder from "./migrations/0020-found-in-order.ts";
import { evenOutTypes, unevenColumns } from "./postgres-types.ts";
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
  "0010-data-keys": dataKeys,
  "0011-organisation": organisation,
  "0012-organisation-key": organisationKey,
  "0013-accounts": accounts,
  "0014-employee-imports": employeeImports,
  "0015-leavers": leavers,
  "0016-group-policies": groupPolicies,
  "0017-keys": keys,
  "0018-security-keys": securityKeys,
  "0019-dashboard": dashboard,
  "0020-found-in-order": foundInOrder,
};

/** Throws when a migration fails; `DatabaseProblem` when the database is newer than this program, and then changes nothing. */
export async function migrateToLatest(db: Kysely<Tables>): Promise<void> {
  const { error } = await migratorOf(db).migrateToLatest();
  if (error) throw (await findNewer(db)) ?? error;
  // Looked at each time: a node may have been killed between the migrations and this.
  if (!isSqlite(db)) await db.transaction().execute(evenOutTypes);
}

/** Whether there is nothing to do: the migrator would look at every column of every table to find that out. */
export async function isUpToDate(db: Kysely<Tables>): Promise<boolean> {
  // There are no tables yet, or no database: the migrator makes the ones, and says what is wrong with the other.
  const done = await namesOfDone(db).catch(() => []);
  const isWhole = done.length === Object.keys(migrations).length && done.every(isKnownMigration);
  return isWhole && (isSqlite(db) || (await unevenColumns(db)).length === 0);
}

async function namesOfDone(db: Kysely<Tables>): Promise<string[]> {
  const done = sql<{ name: string }>`select name from ${sql.table(DEFAULT_MIGRATION_TABLE)} order by name`;
  return (await done.execute(db)).rows.map(({ name }) => name);
}

/** The migrator refuses a database that has a migration it does not know, without a word on what to do. */
async function findNewer(db: Kysely<Tables>): Promise<DatabaseProblem | null> {
  const unknown = (await namesOfDone(db)).filter((name) => !isKnownMigration(name));
  if (unknown.length === 0) return null;
  return new DatabaseProblem(
    `The database was used by a newer version of Hesper: it has ${unknown.join(", ")}, which this version does not know. ` +
      "Start the newer version again, or restore a backup from before it.",
  );
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
