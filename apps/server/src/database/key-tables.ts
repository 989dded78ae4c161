// The tables of keys: their policies, the keys, what was delivered to each, and private accounts.
import type { DeliveryStatus, KeyAccountKind, KeyKind, KeyReason, KeyStatus, RecipientKind } from "@hesper/contract";
import type {
  AccountId,
  EmployeeId,
  EmployeeKeyId,
  KeyId,
  KeyPolicyId,
  OrganisationKeyId,
  SessionId,
} from "../security/ids.ts";

export interface KeyTables {
  key_policies: {
    id: KeyPolicyId;
    name: string;
    /** The name as it is compared. Unique. */
    name_key: string;
    sort_key: string;
    /** Of one. */
    is_default: 0 | 1;
    pin_minimum_length: number;
    wrong_pins: number;
    lock_after_minutes: number;
    offline_days: number;
    revision: number;
    created_at: number;
    updated_at: number;
    /** Null: nobody yet. */
    changed_by: EmployeeId | null;
  };
  keys: {
    id: EmployeeKeyId;
    /** Null: was deleted. */
    employee_id: EmployeeId | null;
    /** As they were called when the key was made, or when they were deleted. */
    employee_name: string;
    kind: KeyKind;
    name: string;
    status: KeyStatus;
    reason: KeyReason | null;
    policy_id: KeyPolicyId;
    /** `age1...`; null: not activated yet. Unique. */
    recipient: string | null;
    recipient_kind: RecipientKind | null;
    /** As it says of itself. */
    device: string | null;
    /** SHA-256. Null: not activated, or wiped. */
    token_hash: string | null;
    /** SHA-256 of the activation code. Null: used or void. */
    activation_hash: string | null;
    /** The same of the code that was mailed, which is made when the mail is sent. The use of either voids both. */
    mailed_activation_hash: string | null;
    activation_expires_at: number | null;
    /** Of what an administrator sees and changes. */
    revision: number;
    /** The highest `revision` of its deliveries, raised by each change of one. */
    change_revision: number;
    /** Of the last lock that it told. */
    lock_number: number;
    created_at: number;
    created_by: EmployeeId;
    activated_at: number | null;
    /** To within a minute. */
    last_contact_at: number | null;
    status_changed_at: number;
    /** What was changed last, in codes that a conflict makes words of. */
    last_change: string;
    /** Who did; null: the key itself. */
    changed_by: EmployeeId | null;
    wiped_at: number | null;
  };
  /** Of a key of this kind, beside its row. */
  security_keys: {
    key_id: EmployeeKeyId;
    /** Base64url. Unique. */
    credential_id: string;
    /** COSE key, Base64url. */
    public_key: string;
    sign_count: number;
    transports: string;
    backup_eligible: 0 | 1;
    backed_up: 0 | 1;
    aaguid: string;
    rp_id: string;
    /** The input of its PRF: 32 random bytes, Base64url. Not secret. */
    prf_salt: string;
  };
  /** What is open in a session: one security key at most. */
  security_key_openings: { session_id: SessionId; key_id: EmployeeKeyId; opened_at: number; expires_at: number };
  /** The organisation key for a touch. */
  organisation_key_security_keys: {
    organisation_key_id: OrganisationKeyId;
    key_id: EmployeeKeyId;
    /** An age file to the recipient of the security key, Base64. */
    sealed_identity: string;
    added_at: number;
    last_used_at: number | null;
  };
  /** Deliveries: what each key has, gets or is to remove. Accounts may be gone. */
  key_accounts: {
    key_id: EmployeeKeyId;
    account_id: AccountId;
    kind: KeyAccountKind;
    /** As the account was called when it was taken away; empty before that, and of private ones. */
    name: string;
    status: DeliveryStatus;
    /** Of the key's changes: a key that has seen this one knows of it. 0: it was never told. */
    revision: number;
    changed_at: number;
    /** When the key last confirmed that it has it. */
    delivered_at: number | null;
  };
  private_accounts: {
    id: AccountId;
    employee_id: EmployeeId;
    /** Also that of the sealed part. */
    revision: number;
    /** Age files, Base64. */
    sealed: string;
    details: string;
    created_at: number;
    updated_at: number;
    /** Which key of the employee wrote it. */
    changed_by: EmployeeKeyId;
  };
  private_account_sealed_to: { account_id: AccountId; key_id: KeyId };
}
