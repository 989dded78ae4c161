// What an account is on the server: what can be read of it, and the revision of what cannot.
import type { AccountKind, LoginType } from "@hesper/contract";
import type { AccountId, EmployeeId } from "../security/ids.ts";

/** As a form gives it, checked by the contract. */
export interface AccountDetails {
  readonly name: string;
  readonly urls: readonly string[];
  readonly apps: readonly string[];
  readonly loginType: LoginType;
  readonly login: string;
}

export interface Account extends AccountDetails {
  readonly id: AccountId;
  readonly kind: AccountKind;
  /** Null: a shared account. */
  readonly employeeId: EmployeeId | null;
  readonly sortKey: string;
  readonly revision: number;
  /** The revision that stands in the sealed part. */
  readonly sealedRevision: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** As the writers said; null: not since the account was made. */
  readonly passwordChangedAtMs: number | null;
  readonly otpChangedAtMs: number | null;
  readonly notesChangedAtMs: number | null;
  readonly lastChange: string;
  readonly changedBy: EmployeeId;
}
