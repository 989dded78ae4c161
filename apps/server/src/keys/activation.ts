// Activating a key: a code that was shown or mailed once, against a token. Anybody may try, so attempts are counted first.
import { fingerprintOf } from "@hesper/vault/fingerprint";
import { VaultProblem } from "@hesper/vault/problem";
import { kindOfRecipient } from "@hesper/vault/recipient-form";
import { type Origin, recordEvent } from "../audit/service.ts";
import { inTransaction, type Tx } from "../database/database.ts";
import { isUniqueViolation } from "../database/errors.ts";
import { followActivation } from "../deliveries/following.ts";
import { type Employee, findEmployee } from "../employees/service.ts";
import * as policies from "../key-policies/store.ts";
import { findKind, holdKeys } from "../organisation-key/recipient.ts";
import { hasRecipient as wasOrganisationKey } from "../organisation-key/store.ts";
import type { EmployeeId } from "../security/ids.ts";
import { done, type Refusal, type Result, refuse, refuseField } from "../security/result.ts";
import type { Secret } from "../security/secret.ts";
import { newToken } from "../security/tokens.ts";
import { giveBackToAddress, takeFromAddress } from "../throttling/service.ts";
import * as codes from "./activation-store.ts";
import { hashTyped } from "./codes.ts";
import { getKey, type KeyDeps } from "./held.ts";
import * as store from "./store.ts";

/** One answer for wrong, used, expired and replaced. */
const deadCode =
  "This activation code does not work: it was used before, is too old, or a newer one was made. Ask for a new one.";

export interface Opened {
  readonly key: store.KeyRow;
  readonly employee: Employee;
  readonly policy: policies.Policy;
}

/** What a code would activate. It is not spent. */
export async function lookAtActivation(
  { db, ids }: KeyDeps,
  { activationCode, origin }: { activationCode: string; origin: Origin },
): Promise<Result<Opened & { kind: Awaited<ReturnType<typeof findKind>> }, "invalid_code" | "too_many_attempts">> {
  const taken = await takeFromAddress(db, ids, origin);
  if (!taken.ok) return taken;
  return inTransaction(db, async (tx) => {
    const opened = await findOpened(tx, { hash: hashTyped(activationCode), nowMs: ids.clock.nowMs() });
    if (!opened) return refuseCode(tx, { ids, origin });
    await giveBackToAddress(tx, origin);
    return done({ ...opened, kind: await findKind(tx) });
  });
}

async function findOpened(tx: Tx, code: { hash: string; nowMs: number }): Promise<Opened | null> {
  const key = await codes.findByCode(tx, code);
  const employee = key?.employee_id ? await findEmployee(tx, key.employee_id) : null;
  const policy = key && (await policies.find(tx, key.policy_id));
  return key && employee && policy ? { key, employee, policy } : null;
}

/** The key that a code activates, where it is this employee's. */
export async function findKeyToActivate(
  tx: Tx,
  code: { hash: string; nowMs: number },
  employeeId: EmployeeId,
): Promise<store.KeyRow | null> {
  const key = await codes.findByCode(tx, code);
  return key?.employee_id === employeeId ? key : null;
}

export async function refuseCode(
  tx: Tx,
  { ids, origin }: { ids: KeyDeps["ids"]; origin: Origin },
): Promise<Refusal<"invalid_code">> {
  const event = { type: "link.refused", actorId: null, subjectId: null, origin } as const;
  await recordEvent(tx, ids, { ...event, detail: { link: "key_activation" } });
  return refuse("invalid_code", deadCode);
}

export interface Given {
  readonly activationCode: string;
  readonly recipient: string;
  /** As the key says of itself. */
  readonly device: string;
}

type Activated = Opened & { readonly token: Secret<string> };

export async function activateKey(
  { db, ids }: KeyDeps,
  { activationCode, recipient, device }: Given,
  origin: Origin,
): Promise<Result<Activated, "invalid_code" | "too_many_attempts" | "invalid_request" | "conflict">> {
  const kind = kindOf(recipient);
  if (kind === null) return refuseField("/recipient", "This is no recipient that can be sealed to.");
  const taken = await takeFromAddress(db, ids, origin);
  if (!taken.ok) return taken;
  const fingerprint = await fingerprintOf(recipient);
  const hash = hashTyped(activationCode);
  try {
    return await inTransaction(db, async (tx) => {
      const code = { hash, nowMs: ids.clock.nowMs() };
      // Looked up first: strangers who try codes hold up nobody.
      const opened = await findOpened(tx, code);
      if (!opened) return refuseCode(tx, { ids, origin });
      // Whoever seals or gives something at the same moment has done so before, or sees the key.
      await holdKeys(tx);
      const obstacle = await obstacleTo(tx, { recipient, kind });
      if (obstacle) return obstacle;
      const { token, hash: token_hash } = newToken(ids.random);
      const { id, name, employee_id: subjectId } = opened.key;
      const isSpent = await codes.spend(tx, id, code, { recipient, recipient_kind: kind, device, token_hash });
      // Between the look and this it may have been used or withdrawn.
      if (!isSpent) return refuseCode(tx, { ids, origin });
      const key = await getKey(tx, id);
      await followActivation(tx, ids, key);
      const detail = { key: id, name, device, kind, fingerprint };
      await recordEvent(tx, ids, { type: "key.activated", actorId: null, subjectId, origin, detail });
      await giveBackToAddress(tx, origin);
      return done({ ...opened, key, token });
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return refuse("conflict", usedBefore);
  }
}

/** Null: it is no recipient. */
export function kindOf(recipient: string) {
  try {
    return kindOfRecipient(recipient);
  } catch (error) {
    if (error instanceof VaultProblem) return null;
    throw error;
  }
}

const usedBefore = "Another key has or had this recipient. Make a new one, and activate with that.";

/** What is wrong with a recipient, for whoever has a code that works. */
export async function obstacleTo(
  tx: Tx,
  { recipient, kind }: { recipient: string; kind: NonNullable<ReturnType<typeof kindOf>> },
): Promise<Refusal<"invalid_request" | "conflict"> | null> {
  const wanted = await findKind(tx);
  if (kind !== wanted) {
    const words = "It is of the other kind. All keys of an installation are of one, and this one asks for";
    return refuseField("/recipient", `${words} ${wanted === "hybrid" ? "age1pq1..." : "age1..."} (${wanted}).`);
  }
  const isUsed = (await store.hasRecipient(tx, recipient)) || (await wasOrganisationKey(tx, recipient));
  return isUsed ? refuse("conflict", usedBefore) : null;
}
