// Whether an administrator may still do what the guard let pass: asked again in the transaction that does it.
import type { Tx } from "../database/database.ts";
import type { SessionId } from "../security/ids.ts";
import { type Refusal, refuse } from "../security/result.ts";
import { isSessionAlive } from "../sessions/service.ts";
import type { Employee } from "./employee.ts";
import { lockEmployee } from "./service.ts";

/**
 * Null: the caller is an active administrator whose session lives. Between the guard and the transaction another
 * administrator may have demoted, deactivated or logged out the caller; what was begun before must not be finished then.
 */
export async function obstacleToCaller(
  tx: Tx,
  { employee, session }: { readonly employee: Employee; readonly session: { readonly id: SessionId } },
): Promise<Refusal<"not_authenticated" | "forbidden"> | null> {
  const now = await lockEmployee(tx, employee.id);
  if (!(await isSessionAlive(tx, session.id))) return refuse("not_authenticated");
  if (now?.status !== "active") return refuse("not_authenticated");
  return now.role === "administrator" ? null : refuse("forbidden");
}
