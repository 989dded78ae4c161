// What a policy asks of the members of a group.
import type { AnyDatabase } from "./columns.ts";

export async function up(db: AnyDatabase): Promise<void> {
  await db.schema
    .alterTable("groups")
    .addColumn("requires_two_factor", "integer", (c) => c.notNull().defaultTo(0))
    .execute();
}
