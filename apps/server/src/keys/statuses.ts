// The status of a key, as administrators change it: one of those that see the same key wins, the others hear who.
import { type KeyReason, keyTransitions, reasonsFor } from "@hesper/contract";
import { inTransaction } from "../database/database.ts";
import { lockAdministrators } from "../employees/service.ts";
import { holdKeys } from "../organisation-key/recipient.ts";
import type { EmployeeKeyId } from "../security/ids.ts";
import { done, type Refusal, type Result, refuseField } from "../security/result.ts";
import type { Caller } from "../two-factor/service.ts";
import { refuseStale, refuseTransition } from "./conflicts.ts";
import { type ByAdministrator, getKey, holdKey, type KeyDeps } from "./held.ts";
import { moveKey } from "./moving.ts";
import { reasonWords } from "./sentences.ts";
import type * as store from "./store.ts";

export interface StatusChange {
  /** The one that was seen. */
  readonly revision: number;
  readonly status: "active" | "suspended" | "deactivated" | "compromised";
  readonly reason: KeyReason | null;
}

export async function changeKeyStatus(
  { db, ids }: KeyDeps,
  caller: Caller,
  id: EmployeeKeyId,
  { revision, status: to, reason }: StatusChange,
): Promise<Result<store.KeyRow, "not_found" | "invalid_request" | "conflict" | ByAdministrator>> {
  const wrong = refusalOfReason(to, reason);
  if (wrong) return wrong;
  return inTransaction(db, async (tx) => {
    // Whoever seals or gives something at the same moment has done so before, or sees the key.
    if (to === "active") await holdKeys(tx);
    // Whoever gives accounts holds their own row.
    if (to === "compromised") await lockAdministrators(tx);
    const held = await holdKey(tx, caller, id);
    if (!held.ok) return held;
    const key = held.value;
    if (key.revision !== revision) return refuseStale(tx, key);
    if (!keyTransitions[key.status].includes(to)) return refuseTransition(key, to);
    const by = { actorId: caller.employee.id, origin: caller.origin };
    await moveKey(tx, ids, key, { to, reason, by });
    return done(await getKey(tx, id));
  });
}

function refusalOfReason(to: StatusChange["status"], reason: KeyReason | null): Refusal<"invalid_request"> | null {
  if (to === "active") {
    return reason === null ? null : refuseField("/reason", "A key that becomes active has no reason. Leave it out.");
  }
  const fitting: readonly KeyReason[] = reasonsFor[to];
  if (reason !== null && fitting.includes(reason)) return null;
  const words = fitting.map((one) => reasonWords[one]);
  return refuseField("/reason", `Say why: ${words.slice(0, -1).join(", ")} or ${words.at(-1)}.`);
}
