// What an employee is.
import type { Role } from "@hesper/contract";
import type { EmployeeId } from "../security/ids.ts";

/** `invited`: has not accepted yet, and has no password. `deactivated`: may not log in. */
export type EmployeeStatus = "invited" | "active" | "deactivated";

export interface Employee {
  readonly id: EmployeeId;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly status: EmployeeStatus;
  /** When the policy first asked this person for a second factor; null: it never has. */
  readonly graceStartedAtMs: number | null;
  readonly createdAtMs: number;
  readonly lastLoginAtMs: number | null;
  readonly revision: number;
}
