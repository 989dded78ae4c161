// What an employee is.
import type { Role } from "@hesper/contract";
import type { CompanyId, DepartmentId, EmployeeId, PositionId } from "../security/ids.ts";

/** `invited`: was added by an invitation and has not accepted it yet. `deactivated`: may not log in. */
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
  /** Whether the person has ever chosen a password. An active employee without one has accounts and keys, and no log-in. */
  readonly hasLogIn: boolean;
  /** Whether a group that the person is in asks its members for a second factor, whatever the policy asks of the role. */
  readonly isAskedByGroup: boolean;
  readonly phone: string | null;
  readonly externalId: string | null;
  readonly companyId: CompanyId | null;
  readonly departmentId: DepartmentId | null;
  readonly positionId: PositionId | null;
  readonly revision: number;
}
