// A person reports a key of theirs lost: it is suspended, until an administrator ends it or lets it go on.
import { inTransaction } from "../database/database.ts";
import type { EmployeeKeyId } from "../security/ids.ts";
import { done, type Refusal, type Result, refuse } from "../security/result.ts";
import type { Caller } from "../two-factor/service.ts";
import { refuseStale, statusWords } from "./conflicts.ts";
import { getKey, type KeyDeps } from "./held.ts";
import { moveKey } from "./moving.ts";
import { holdOwnKey } from "./own-held.ts";
import type * as store from "./store.ts";

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

function refuseReport({ name, status, kind }: store.KeyRow): Refusal<"conflict"> {
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
  const does = kind === "security_key" ? "opens nothing any more" : "removes what it has";
  return refuse("conflict", `${is} already: it ${does}. There is nothing more to report.`);
}
