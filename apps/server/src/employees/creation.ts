// Adding an employee: without a log-in, until an invitation was accepted.
import type { Role } from "@hesper/contract";
import { type Database, inTransaction } from "../database/database.ts";
import { isUniqueViolation } from "../database/errors.ts";
import { inviteEmployee, type SentLink } from "../invitations/service.ts";
import type { Outside } from "../links/service.ts";
import { type Belonging, resolveBelonging } from "../organisation/belonging.ts";
import type { IdSource } from "../security/ids.ts";
import { done, type Result, refuse } from "../security/result.ts";
import type { Caller } from "../two-factor/service.ts";
import { obstacleToCaller } from "./authority.ts";
import { createEmployee, type Employee } from "./service.ts";
import { isExternalIdTaken } from "./store.ts";

export interface CreationDeps {
  readonly db: Database;
  readonly ids: IdSource;
  readonly outside: Outside;
}

export interface GivenEmployee extends Belonging {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly phone?: string | null | undefined;
  readonly externalId?: string | null | undefined;
  readonly invite: boolean;
}

export const takenExternalId = "Another employee has this external id already.";
export const takenEmail = "Somebody with this email exists already. Look for them in the list.";

export async function addEmployee(
  deps: CreationDeps,
  caller: Caller,
  given: GivenEmployee,
): Promise<
  Result<
    { employee: Employee; invitation: SentLink | null },
    "conflict" | "invalid_request" | "not_authenticated" | "forbidden"
  >
> {
  const { name, email, role, phone = null, externalId = null } = given;
  try {
    return await inTransaction(deps.db, async (tx) => {
      const overruled = await obstacleToCaller(tx, caller);
      if (overruled) return overruled;
      if (externalId !== null && (await isExternalIdTaken(tx, externalId, null))) {
        return refuse("conflict", takenExternalId);
      }
      const belonging = await resolveBelonging(tx, given, { departmentId: null });
      if (!belonging.ok) return belonging;
      const more = { phone, external_id: externalId, ...belonging.value };
      const by = { actorId: caller.employee.id, origin: caller.origin };
      const employee = await createEmployee(tx, deps.ids, { name, email, role, hasLogIn: false, more, by });
      const invitation = given.invite ? await inviteEmployee(tx, deps, { employee, caller }) : null;
      return done({ employee, invitation });
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return refuse("conflict", takenEmail);
  }
}
