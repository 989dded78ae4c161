// Passkeys as a person's second factor: adding, renaming and removing them, with what hangs on it.
import type { RegistrationResponse } from "@hesper/contract";
import { inTransaction, type Tx } from "../database/database.ts";
import { lockEmployee } from "../employees/service.ts";
import { spendChallenge } from "../passkeys/challenges.ts";
import type { RelyingParty } from "../passkeys/relying-party.ts";
import * as passkeys from "../passkeys/service.ts";
import type { PasskeyId } from "../security/ids.ts";
import { done, type Result, refuse } from "../security/result.ts";
import { isSessionAlive } from "../sessions/service.ts";
import { getSettings } from "../settings/service.ts";
import {
  addFactor,
  type Caller,
  countFactors,
  type FinishedEnrolment,
  readyForCodes,
  recordChange,
  replacesFactors,
  type TwoFactorDeps,
} from "./service.ts";

export async function beginPasskey(
  deps: TwoFactorDeps,
  { employee, session }: Caller,
  party: RelyingParty,
): Promise<Result<passkeys.Ceremony, "conflict">> {
  const count = (await passkeys.listPasskeys(deps.db, employee.id)).length;
  if (count >= passkeys.mostPasskeys && !replacesFactors(session))
    return refuse("conflict", `You have ${count} passkeys already. Remove one first.`);
  const { installationName } = await getSettings(deps.db);
  return done(await passkeys.creationCeremony(deps, { party, employee, installationName }));
}

export interface AddedPasskey extends FinishedEnrolment {
  readonly passkey: passkeys.Passkey;
}

export async function addPasskey(
  deps: TwoFactorDeps,
  caller: Caller,
  given: { party: RelyingParty; response: RegistrationResponse; name: string | null; cookie: string | null },
): Promise<Result<AddedPasskey, "invalid_code" | "conflict" | "not_authenticated">> {
  const { employee } = caller;
  const proven = await passkeys.proveNewPasskey(deps, { ...given, employee });
  if (!proven) return refuse("invalid_code", "The passkey could not be added. Start again and follow your browser.");
  const count = (await passkeys.listPasskeys(deps.db, employee.id)).length;
  const name = given.name ?? `Passkey ${count + 1}`;
  const insert = async (tx: Tx) => {
    if (!(await spendChallenge(tx, deps.ids, proven.challenge)))
      return refuse("invalid_code", "This answer was used before.");
    const id = await passkeys.insertPasskey(tx, deps.ids, { employeeId: employee.id, name, proven });
    if (id === null) return refuse("conflict", "This passkey is in use already.");
    await recordChange(tx, deps.ids, caller, "passkey.added", { passkey: id, name });
    return done(id);
  };
  const added = await readyForCodes(deps, caller, (place) => addFactor(deps, place, caller, insert));
  if (!added.ok) return added;
  const passkey = (await passkeys.listPasskeys(deps.db, employee.id)).find((one) => one.id === added.value.added);
  return passkey ? done({ ...added.value, passkey }) : refuse("conflict");
}

export async function renamePasskey(
  { db, ids }: TwoFactorDeps,
  caller: Caller,
  { id, name }: { id: PasskeyId; name: string },
): Promise<Result<passkeys.Passkey, "not_found">> {
  return inTransaction(db, async (tx) => {
    const employeeId = caller.employee.id;
    if (!(await passkeys.renamePasskey(tx, { employeeId, id, name }))) return refuse("not_found");
    await recordChange(tx, ids, caller, "passkey.renamed", { passkey: id, name });
    const found = (await passkeys.listPasskeys(tx, employeeId)).find((one) => one.id === id);
    return found ? done(found) : refuse("not_found");
  });
}

export async function removePasskey(
  { db, ids }: TwoFactorDeps,
  caller: Caller,
  id: PasskeyId,
): Promise<Result<null, "not_found" | "last_second_factor" | "not_authenticated">> {
  return inTransaction(db, async (tx) => {
    const employeeId = caller.employee.id;
    await lockEmployee(tx, employeeId);
    if (!(await isSessionAlive(tx, caller.session.id))) return refuse("not_authenticated");
    const found = (await passkeys.listPasskeys(tx, employeeId)).find((one) => one.id === id);
    if (!found) return refuse("not_found");
    if ((await countFactors(tx, employeeId)) === 1) return refuse("last_second_factor");
    await passkeys.removePasskey(tx, employeeId, id);
    await recordChange(tx, ids, caller, "passkey.removed", { passkey: id, name: found.name });
    return done(null);
  });
}
