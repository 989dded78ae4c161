// Leavers' lists: ticked off by hand and closed by administrators, on record.
import { recordEvent } from "../audit/service.ts";
import { type Database, inTransaction, type Tx } from "../database/database.ts";
import { obstacleToCaller } from "../employees/authority.ts";
import { findEmployee } from "../employees/service.ts";
import type { IdSource, LeaverId } from "../security/ids.ts";
import { done, type Refusal, type Result, refuse } from "../security/result.ts";
import type { Caller } from "../two-factor/service.ts";
import * as entries from "./entry-store.ts";
import { tickOff } from "./following.ts";
import * as store from "./store.ts";

export interface LeaverDeps {
  readonly db: Database;
  readonly ids: IdSource;
}

type ByAdministrator = "not_authenticated" | "forbidden";

function byOf({ employee, origin }: Caller) {
  return { actorId: employee.id, origin };
}

/** Holds a list until the transaction ends, for an administrator who still is one, and is not the leaver. */
async function hold(
  tx: Tx,
  caller: Caller,
  id: LeaverId,
): Promise<Result<store.Leaver, "not_found" | "conflict" | ByAdministrator>> {
  const overruled = await obstacleToCaller(tx, caller);
  if (overruled) return overruled;
  await store.touch(tx, id);
  const leaver = await store.find(tx, id);
  if (!leaver) return refuse("not_found");
  // Whoever lost a key does not know more than before; somebody else does.
  if (leaver.employee_id !== caller.employee.id || leaver.cause === "key_compromised") return done(leaver);
  return refuse("conflict", "This list says what you could have seen yourself: another administrator ticks it off.");
}

async function holdEntry(
  tx: Tx,
  caller: Caller,
  place: entries.Place,
): Promise<Result<{ leaver: store.Leaver; entry: entries.ListedEntry }, "not_found" | "conflict" | ByAdministrator>> {
  const held = await hold(tx, caller, place.id);
  if (!held.ok) return held;
  const entry = await entries.find(tx, place);
  return entry ? done({ leaver: held.value, entry }) : refuse("not_found");
}

type EntryResult = Result<entries.ListedEntry, "not_found" | "conflict" | ByAdministrator>;

/** What is done already stays as it is, with who did it. */
export async function tickEntry({ db, ids }: LeaverDeps, caller: Caller, place: entries.Place): Promise<EntryResult> {
  return inTransaction(db, async (tx) => {
    const held = await holdEntry(tx, caller, place);
    if (!held.ok) return held;
    const { leaver, entry } = held.value;
    if (entry.is_open === 0) return done(entry);
    if (leaver.state === "closed") return refuseClosed(tx, leaver);
    await recordTick(tx, ids, caller, { ...held.value, type: "leaver.ticked" });
    await tickOff(tx, ids, { ...place, how: "by_hand", by: byOf(caller) });
    return done(await getEntry(tx, place));
  });
}

export async function untickEntry({ db, ids }: LeaverDeps, caller: Caller, place: entries.Place): Promise<EntryResult> {
  return inTransaction(db, async (tx) => {
    const held = await holdEntry(tx, caller, place);
    if (!held.ok) return held;
    const { leaver, entry } = held.value;
    if (entry.is_open === 1) return done(entry);
    if (leaver.state === "closed") return refuseClosed(tx, leaver);
    if (entry.done_how === "deleted") return refuse("conflict", `“${entry.name}” was deleted: there is nothing to do.`);
    if (entry.password_changed_at !== null && entry.otp_changed_at !== null) {
      return refuse("conflict", `The password and the OTP secret of “${entry.name}” were changed: it is done.`);
    }
    await entries.markOpen(tx, place);
    await store.countOne(tx, leaver, 1);
    await recordTick(tx, ids, caller, { ...held.value, type: "leaver.unticked" });
    return done(await getEntry(tx, place));
  });
}

async function getEntry(tx: Tx, place: entries.Place): Promise<entries.ListedEntry> {
  const entry = await entries.find(tx, place);
  if (!entry) throw new Error("An account that was just ticked off is on no list.");
  return entry;
}

interface TickEvent {
  readonly leaver: store.Leaver;
  readonly entry: entries.ListedEntry;
  readonly type: "leaver.ticked" | "leaver.unticked";
}

async function recordTick(tx: Tx, ids: IdSource, caller: Caller, { leaver, entry, type }: TickEvent): Promise<void> {
  const detail = { leaver: leaver.id, leaverName: leaver.name, account: entry.account_id, name: entry.name };
  await recordEvent(tx, ids, { ...byOf(caller), type, subjectId: leaver.employee_id, detail });
}

async function refuseClosed(tx: Tx, { closed_by }: store.Leaver): Promise<Refusal<"conflict">> {
  const by = closed_by === null ? null : await findEmployee(tx, closed_by);
  return refuse("conflict", `${by?.name ?? "Somebody"} closed this list: nothing is ticked off on it any more.`);
}

/** Before everything on it is done: somebody takes it on themselves, and says why. */
export async function closeLeaver(
  { db, ids }: LeaverDeps,
  caller: Caller,
  { id, reason }: { id: LeaverId; reason: string },
): Promise<Result<store.Leaver, "not_found" | "conflict" | ByAdministrator>> {
  return inTransaction(db, async (tx) => {
    const held = await hold(tx, caller, id);
    if (!held.ok) return held;
    const leaver = held.value;
    if (leaver.state === "closed") return refuseClosed(tx, leaver);
    if (leaver.state === "finished") return refuse("conflict", "Everything on this list is done already.");
    await store.close(tx, id, { by: caller.employee.id, reason, nowMs: ids.clock.nowMs() });
    const detail = { leaver: id, name: leaver.name, open: leaver.open_entries, reason };
    await recordEvent(tx, ids, { ...byOf(caller), type: "leaver.closed", subjectId: leaver.employee_id, detail });
    return done((await store.find(tx, id)) ?? leaver);
  });
}
