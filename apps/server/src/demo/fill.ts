// Fills an empty installation with people who do not exist, so that somebody can look around: in batches, each a short
// transaction, so that memory does not grow and a running server is not held up, but for what people are found by.
import { isSealedSince } from "../audit/seals.ts";
import { commandLineOrigin, recordEvent } from "../audit/service.ts";
import { makeRoom } from "../database/bulk.ts";
import { inTransaction, type Tx } from "../database/database.ts";
import { getDefault, makeDefault } from "../key-policies/store.ts";
import { newCode } from "../keys/codes.ts";
import { findRecipient, holdKeys, type OrganisationRecipient } from "../organisation-key/recipient.ts";
import { insert as insertOrganisationKey } from "../organisation-key/store.ts";
import { createIds, type EmployeeId, newId, type OrganisationKeyId } from "../security/ids.ts";
import type { Secret } from "../security/secret.ts";
import { type DemoEvents, fillEvents } from "./fill-events.ts";
import { fillPeople } from "./fill-people.ts";
import { fillShared } from "./fill-shared.ts";
import type { DemoDeps, Fill, Filling } from "./filling.ts";
import { days } from "./log-ins.ts";
import * as names from "./names.ts";
import { companyIdOf, departmentIdOf, groupIdOf, groupNameOf, positionIdOf } from "./people.ts";
import { pooledRandom } from "./pooled-random.ts";
import { newOrganisationKey, Sealer } from "./sealing.ts";
import { addRows, lookAround, named } from "./store.ts";
import { type DemoWish, dayMs, oldestDays, type World, worldOf } from "./world.ts";

export interface Filled extends DemoEvents {
  readonly accounts: number;
  readonly keys: number;
  /** Of the organisation key, where the demo made it; null: there was one. */
  readonly passphrase: Secret<string> | null;
}

/** Null: the installation is as empty as it must be. */
export async function obstacleToDemo(
  { db, ids }: Pick<DemoDeps, "db" | "ids">,
  wish: DemoWish,
): Promise<string | null> {
  if ((await lookAround(db)).isFilled) {
    return (
      "There are people or things in this installation already. A demo is made in an empty one, with one administrator at " +
      "most: set HESPER_DATA_DIR to a new folder."
    );
  }
  const beginMs = days(worldOf(wish, ids.clock.nowMs()))[0] ?? 0;
  if (wish.events === 0 || !(await isSealedSince(db, beginMs))) return null;
  return (
    "The audit of this installation is sealed already, and nothing can be added to its past. Fill a new folder before " +
    "its server is started, or do without log-ins: --events 0."
  );
}

/** @param filling see there. `obstacleToDemo` comes before. */
export async function fillDemo({ ids: given, ...others }: DemoDeps, filling: Filling): Promise<Filled> {
  const deps = { ...others, ids: createIds(given.clock, pooledRandom(given.random)) };
  const { db, ids } = deps;
  const { administrator } = await lookAround(db);
  await makeRoom(db);
  const world = worldOf(filling.wish, ids.clock.nowMs());
  const by = administrator ?? newId<EmployeeId>(ids);
  await makeDefault(db, world.nowMs);
  const { organisation, passphrase } = await findOrganisationKey(deps, administrator);
  await inTransaction(db, (tx) => addPlaces(tx, deps, world));
  const fill: Fill = {
    ...{ ...deps, ...filling, world, by, isByAdministrator: administrator !== null, organisation },
    ...{ kind: organisation.kind, policyId: (await getDefault(db)).id, sealer: new Sealer(), holders: new Map() },
  };
  const { accounts, keys } = await fillPeople(fill);
  const shared = await fillShared(fill);
  return { accounts: accounts + shared, keys, passphrase, ...(await fillEvents(fill)) };
}

/** The one that is there, or a new one with a passphrase that is told once. */
async function findOrganisationKey(
  { db, ids }: DemoDeps,
  administrator: EmployeeId | null,
): Promise<{ organisation: OrganisationRecipient; passphrase: Secret<string> | null }> {
  const present = await findRecipient(db);
  if (present) return { organisation: present, passphrase: null };
  const passphrase = newCode(ids.random).code;
  const kind = "hybrid";
  const { recipient, lockedIdentity } = await newOrganisationKey(kind, passphrase.reveal());
  return inTransaction(db, async (tx) => {
    await holdKeys(tx);
    // Somebody may have made one meanwhile.
    const meanwhile = await findRecipient(tx);
    if (meanwhile) return { organisation: meanwhile, passphrase: null };
    const [id, nowMs] = [newId<OrganisationKeyId>(ids), ids.clock.nowMs()];
    const made = { created_at: nowMs, created_by: administrator, locked_at: nowMs, locked_by: administrator };
    const row = {
      id,
      state: "current",
      kind,
      recipient,
      locked_identity: lockedIdentity,
      ...made,
      revision: 1,
    } as const;
    await insertOrganisationKey(tx, row);
    const event = { type: "organisation_key.made", actorId: null, subjectId: null, origin: commandLineOrigin } as const;
    await recordEvent(tx, ids, { ...event, detail: { key: id, kind } });
    return { organisation: { keyId: id, kind, recipient }, passphrase };
  });
}

/** Companies with departments, positions and groups; and the event that says what all this is. */
async function addPlaces(tx: Tx, { ids }: DemoDeps, world: World): Promise<void> {
  const { employees, events, seed } = world;
  const event = { type: "demo.filled", actorId: null, subjectId: null, origin: commandLineOrigin } as const;
  await recordEvent(tx, ids, { ...event, detail: { employees, events, seed } });
  const atMs = world.nowMs - (oldestDays + 1) * dayMs;
  const companies = names.companies.slice(0, world.companies);
  await addRows(
    tx,
    "companies",
    companies.map(({ name }, at) => named(companyIdOf(world, at), name, atMs)),
  );
  const departments = companies.flatMap((_, company) =>
    names.departments.map((name, at) => ({
      ...named(departmentIdOf(world, company, at), name, atMs),
      company_id: companyIdOf(world, company),
    })),
  );
  await addRows(tx, "departments", departments);
  await addRows(
    tx,
    "positions",
    names.positions.map((name, at) => named(positionIdOf(world, at), name, atMs)),
  );
  const groups = Array.from({ length: world.groups }, (_, at) => ({
    ...named(groupIdOf(world, at), groupNameOf(at), atMs),
    ...{ description: "", requires_two_factor: 0 as const },
  }));
  await addRows(tx, "groups", groups);
}
