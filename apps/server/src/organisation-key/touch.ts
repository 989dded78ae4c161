// Security keys of administrators that unlock the organisation key with a touch, beside its passphrase: its identity is
// sealed to each by the browser of the one whose security key it is.
import { readSealedHeader } from "@hesper/vault/header";
import { VaultProblem } from "@hesper/vault/problem";
import { inTransaction, type Tx } from "../database/database.ts";
import { obstacleToCaller } from "../employees/authority.ts";
import { find, type KeyRow, noteUse as noteUseOfKey } from "../keys/store.ts";
import type { EmployeeKeyId, OrganisationKeyId } from "../security/ids.ts";
import { done, type Refusal, type Result, refuse, refuseField } from "../security/result.ts";
import type { SecurityKeyDeps } from "../security-keys/registration.ts";
import { proveTouch, refuseTouch, spendTouch, type TouchAnswer } from "../security-keys/touching.ts";
import type { Caller } from "../two-factor/service.ts";
import { alone, type OrganisationKeyDeps, record } from "./service.ts";
import * as store from "./store.ts";
import * as touches from "./touch-store.ts";

type ByAdministrator = "not_authenticated" | "forbidden";

interface Which {
  readonly id: OrganisationKeyId;
  readonly keyId: EmployeeKeyId;
}

/** One's own security key, which was touched to make what is kept. */
export async function addTouch(
  deps: OrganisationKeyDeps,
  caller: Caller,
  { id, keyId, sealedIdentity }: Which & { sealedIdentity: string },
): Promise<Result<null, "invalid_request" | "not_found" | "conflict" | ByAdministrator>> {
  const kind = kindOfSealed(sealedIdentity);
  if (kind === null) return refuseField("/sealedIdentity", "This is no age file that is sealed to one key alone.");
  return alone(deps, caller, async (tx) => {
    const organisationKey = await store.findInUse(tx, id);
    const key = await find(tx, keyId);
    if (!organisationKey || key?.employee_id !== caller.employee.id) return refuse("not_found");
    const obstacle = obstacleToKey(key);
    if (obstacle) return obstacle;
    if (key.recipient_kind !== kind) return refuseField("/sealedIdentity", "It is sealed to a key of the other kind.");
    const nowMs = deps.ids.clock.nowMs();
    await touches.put(tx, { organisationKeyId: id, keyId, sealedIdentity, nowMs });
    await recordTouch(deps, tx, caller, { type: "organisation_key.security_key_added", id, key });
    return done(null);
  });
}

function kindOfSealed(sealedIdentity: string) {
  const bytes = Buffer.from(sealedIdentity, "base64");
  if (bytes.toString("base64") !== sealedIdentity) return null;
  try {
    const { kind, recipients } = readSealedHeader(bytes);
    return recipients === 1 ? kind : null;
  } catch (error) {
    if (error instanceof VaultProblem) return null;
    throw error;
  }
}

function obstacleToKey({ kind, status, name }: KeyRow): Refusal<"conflict"> | null {
  if (kind !== "security_key") return refuse("conflict", `“${name}” is no security key: it cannot be touched.`);
  return status === "active" ? null : refuse("conflict", `“${name}” is not active, and unlocks nothing.`);
}

/** Any administrator may: to take a way away opens nothing. */
export async function removeTouch(
  deps: OrganisationKeyDeps,
  caller: Caller,
  { id, keyId }: Which,
): Promise<Result<null, "not_found" | ByAdministrator>> {
  return alone(deps, caller, async (tx) => {
    const key = await find(tx, keyId);
    if (!key || !(await touches.remove(tx, { organisationKeyId: id, keyId }))) return refuse("not_found");
    await recordTouch(deps, tx, caller, { type: "organisation_key.security_key_removed", id, key });
    return done(null);
  });
}

export interface HandedToTouch {
  readonly keyId: EmployeeKeyId;
  readonly sealedIdentity: string;
  readonly revision: number;
}

/** The touch itself proves who asks: no other proof is wanted beside it. */
export async function unlockByTouch(
  deps: OrganisationKeyDeps & SecurityKeyDeps,
  caller: Caller,
  { id, ...answer }: TouchAnswer & { id: OrganisationKeyId },
): Promise<Result<HandedToTouch, "invalid_code" | "not_found" | "conflict" | ByAdministrator>> {
  const proven = await proveTouch(deps, caller, { ...answer, use: "organisation_key" });
  if (!proven) return inTransaction(deps.db, (tx) => refuseTouch(tx, deps, caller));
  return inTransaction(deps.db, async (tx) => {
    const overruled = await obstacleToCaller(tx, caller);
    if (overruled) return overruled;
    const spent = await spendTouch(tx, deps, caller, proven);
    if (!spent.ok) return spent;
    const key = spent.value;
    const which = { organisationKeyId: id, keyId: key.id };
    const organisationKey = await store.findInUse(tx, id);
    const sealedIdentity = organisationKey && (await touches.find(tx, which));
    if (!organisationKey || sealedIdentity === null) {
      return refuse("conflict", `“${key.name}” does not unlock this organisation key. Use the passphrase, and add it.`);
    }
    const nowMs = deps.ids.clock.nowMs();
    await touches.noteUse(tx, which, nowMs);
    await noteUseOfKey(tx, key.id, nowMs);
    await recordTouch(deps, tx, caller, { type: "organisation_key.unlocked_by_security_key", id, key });
    return done({ keyId: key.id, sealedIdentity, revision: organisationKey.revision });
  });
}

async function recordTouch(
  deps: OrganisationKeyDeps,
  tx: Tx,
  caller: Caller,
  {
    type,
    id,
    key,
  }: {
    type:
      | "organisation_key.security_key_added"
      | "organisation_key.security_key_removed"
      | "organisation_key.unlocked_by_security_key";
    id: OrganisationKeyId;
    key: KeyRow;
  },
): Promise<void> {
  await record(deps, tx, caller, { type, detail: { key: id, securityKey: key.id, name: key.name } });
}
