// The tables of leavers: who left, and what they could have seen.
import type { AccountKind, LeaverCause, LeaverState } from "@hesper/contract";
import type { AccountId, EmployeeId, EmployeeKeyId, LeaverId } from "../security/ids.ts";

export interface LeaverTables {
  /** One for each time that somebody left who could have seen something; again while it is open makes it longer. */
  leavers: {
    id: LeaverId;
    /** Null: was deleted. */
    employee_id: EmployeeId | null;
    /** As they were called when they left. */
    name: string;
    cause: LeaverCause;
    /** The key that is compromised; of who left null. */
    key_id: EmployeeKeyId | null;
    key_name: string | null;
    state: LeaverState;
    opened_at: number;
    /** When they left; the last time, where they came back meanwhile. */
    left_at: number;
    /** How many accounts are on it, and how many of them are still to be changed. */
    entries: number;
    open_entries: number;
    /** Of one that an administrator closed. */
    closed_at: number | null;
    closed_by: EmployeeId | null;
    reason: string | null;
  };
  /** Accounts may be gone: what they were called stays. */
  leaver_entries: {
    leaver_id: LeaverId;
    account_id: AccountId;
    kind: AccountKind;
    name: string;
    login: string;
    /** The name as it is sorted. */
    sort_key: string;
    /** When the leaver last could have seen it. Null: had it when they left. */
    seen_until: number | null;
    /** When it was changed after the leaver could have seen it. */
    password_changed_at: number | null;
    otp_changed_at: number | null;
    is_open: 0 | 1;
    /** `changed`: the password and the OTP secret were. Null: open. */
    done_how: "changed" | "by_hand" | "deleted" | null;
    done_at: number | null;
    /** Of a tick by hand. */
    done_by: EmployeeId | null;
  };
}
