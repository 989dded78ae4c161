// Which data key of each purpose is in use, and which key each encrypted value needs: one that is needed cannot be removed.
import { type Kysely, sql } from "kysely";
import { type AnyDatabase, wideInteger } from "./columns.ts";

export async function up(db: AnyDatabase): Promise<void> {
  await db.schema.alterTable("data_keys").addColumn("retired_at", wideInteger(db)).execute();
  await retireAllButNewest(db as Kysely<Before>);
  await sql`create unique index data_keys_in_use on data_keys (purpose) where retired_at is null`.execute(db);
  for (const table of ["authenticators", "authenticator_enrolments"] as const) {
    await db.schema
      .alterTable(table)
      .addColumn("secret_key_id", "text", (c) => c.references("data_keys.id"))
      .execute();
    // A secret is `v1.<36 characters of the key id>.<ciphertext>`.
    await sql`update ${sql.table(table)} set secret_key_id = substr(secret, 4, 36)
      where substr(secret, 4, 36) in (select id from data_keys)`.execute(db);
    await db.schema.createIndex(`${table}_secret_key_id`).on(table).column("secret_key_id").execute();
  }
}

interface Before {
  data_keys: { id: string; purpose: string; created_at: number; retired_at: number | null };
}

async function retireAllButNewest(db: Kysely<Before>): Promise<void> {
  const rows = await db
    .selectFrom("data_keys")
    .select(["id", "purpose", "created_at"])
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  for (const [at, row] of rows.entries()) {
    const next = rows.slice(at + 1).find((other) => other.purpose === row.purpose);
    if (!next) continue;
    await db.updateTable("data_keys").set({ retired_at: next.created_at }).where("id", "=", row.id).execute();
  }
}
