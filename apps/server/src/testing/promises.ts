// What must hold in a database in which people have lived, whatever happened to the servers meanwhile.
import { type Database, openDatabase } from "../database/database.ts";
import { createIds } from "../security/ids.ts";
import { systemRandom } from "../security/random.ts";
import { createAdministrator } from "../setup/service.ts";
import type { TestServer } from "./harness.ts";
import { type SimulatedPerson, simulatedPassword } from "./simulated-people.ts";

/** People with a password and nothing else. */
export async function makePeople(installation: TestServer, emails: readonly string[]): Promise<void> {
  const db = await openDatabase(installation.config());
  const deps = { db, ids: createIds(installation.clock, systemRandom) };
  const origin = { address: "test", userAgent: "" };
  for (const email of emails) {
    await createAdministrator(deps, { email, name: `Person ${email}`, password: simulatedPassword }, origin);
  }
  await db.destroy();
}

/** Empty: all is well. */
export async function brokenPromises(db: Database, persons: readonly SimulatedPerson[]): Promise<string[]> {
  const perPerson = await Promise.all(persons.map((person) => missingEvents(db, person)));
  return [...persons.flatMap(({ broken }) => broken), ...perPerson.flat(), ...(await halfMade(db))];
}

/** An authenticator without recovery codes is half an enrolment, and so is a set that has not ten. */
async function halfMade(db: Database): Promise<string[]> {
  const enrolled = await db
    .selectFrom("authenticators")
    .leftJoin("recovery_code_sets", "recovery_code_sets.employee_id", "authenticators.employee_id")
    .select(["authenticators.employee_id", "recovery_code_sets.id as set_id"])
    .execute();
  const sets = await db
    .selectFrom("recovery_codes")
    .select(({ fn }) => ["set_id", fn.countAll<number>().as("count")])
    .groupBy("set_id")
    .execute();
  return [
    ...enrolled.filter((row) => row.set_id === null).map((row) => `${row.employee_id} has no recovery codes`),
    ...sets.filter((row) => Number(row.count) !== 10).map((row) => `Set ${row.set_id} has ${row.count} codes`),
  ];
}

/** What was acknowledged left its event. There may be more: of what was done, and whose answer was lost. */
async function missingEvents(db: Database, { email, acknowledged }: SimulatedPerson): Promise<string[]> {
  const rows = await db
    .selectFrom("audit_events")
    .innerJoin("employees", "employees.id", "audit_events.subject_id" as never)
    .select(({ fn }) => ["audit_events.type", fn.countAll<number>().as("count")])
    .where("employees.email", "=", email)
    .groupBy("audit_events.type")
    .execute();
  const counts = new Map<string, number>(rows.map((row) => [row.type, Number(row.count)]));
  return [...acknowledged]
    .filter(([type, count]) => (counts.get(type) ?? 0) < count)
    .map(
      ([type, count]) => `${email}: ${count} times ${type} was acknowledged, ${counts.get(type) ?? 0} are on record`,
    );
}
