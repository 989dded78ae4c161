// A person reports a key of theirs lost: it is suspended, until an administrator ends it or lets it go on.
import { inTransaction, type Tx } from "../database/database.ts";
import { holdKeysOf } from "../deliveries/following-store.ts";
import { findEmployee, lockEmployee } from "../employees/service.ts";
import type { EmployeeKeyId } from "../security/ids.ts";
import { done, type Refusal, type Result, refuse } from "../security/result.ts";
import { isSessionAlive } from "../sessions/service.ts";
import type { Caller } from "../two-factor/service.ts";
import { refuseStale, statusWords } from "./conflicts.ts";
import { getKey, type KeyDeps } from "./held.ts";
import { moveKey } from "./moving.ts";
import * as store from "./store.ts";

/** Said again, also by a browser that has not seen that it was done, it changes nothing. */
export async function reportKeyLost(
  { db, ids }: Pick<KeyDeps, "db" | "ids">,
  caller: Caller,
  { id, revision }: { id: EmployeeKeyId; revision: number },
): Promise<Result<store.KeyRow, "not_found" | "not_authenticated" | "conflict">> {
  return inTransaction(db, async (tx) => {
    const held = await holdOwnKey(tx, caller, id);
    if (!held.ok) return held;
    const key = held.value;
    if (key.status === "suspended" && key.reason === "lost") return done(key);
    if (key.status !== "active" && key.status !== "locked") return refuseReport(key);
    if (key.revision !== revision) return refuseStale(tx, key);
    const by = { actorId: caller.employee.id, origin: caller.origin };
    await moveKey(tx, ids, key, { to: "suspended", reason: "lost", by, type: "key.reported_lost" });
    return done(await getKey(tx, id));
  });
}

/** Held as administrators hold it: the person first, then the keys in their order. */
async function holdOwnKey(
  tx: Tx,
  { employee, session }: Caller,
  id: EmployeeKeyId,
): Promise<Result<store.KeyRow, "not_found" | "not_authenticated">> {
  await lockEmployee(tx, employee.id);
  const isThere = (await findEmployee(tx, employee.id))?.status === "active";
  if (!isThere || !(await isSessionAlive(tx, session.id))) return refuse("not_authenticated");
  // Whose it is does not change: nothing of somebody else's is held.
  if ((await store.find(tx, id))?.employee_id !== employee.id) return refuse("not_found");
  await holdKeysOf(tx, [employee.id]);
  await store.touch(tx, id);
  const key = await store.find(tx, id);
  return key?.employee_id === employee.id ? done(key) : refuse("not_found");
}

function refuseReport({ name, status }: store.KeyRow): Refusal<"conflict"> {
  const is = `“${name}” is ${statusWords[status]}`;
  if (status === "reserved") {
    return refuse(
      "conflict",
      `${is}: nothing is on it. If its link or code is lost, ask an administrator to make another.`,
    );
  }
  if (status === "suspended") {
    return refuse("conflict", `${is} already, and gets nothing. Tell an administrator that it is lost.`);
  }
  return refuse("conflict", `${is} already: it removes what it has. There is nothing more to report.`);
}
