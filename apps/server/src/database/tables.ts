// The tables as Kysely sees them. Times are integer milliseconds, UTC. The migrations make them.
import type {
  AuthenticatorId,
  EmployeeId,
  PasskeyId,
  PendingLoginId,
  SessionId,
  TrustedBrowserId,
} from "../security/ids.ts";

export type Flag = 0 | 1;

export interface Tables {
  settings: { name: string; value: string; updated_at: number };
  setup: { id: number; completed_at: number | null };
  setup_tokens: { token_hash: string; created_at: number };
  data_keys: { id: string; purpose: "values" | "recovery_codes"; wrapped_key: string; created_at: number };
  employees: {
    id: EmployeeId;
    email: string;
    /** The email as it is compared: NFC and lower case. Unique. */
    email_key: string;
    name: string;
    role: "administrator" | "auditor" | "employee";
    created_at: number;
    updated_at: number;
    revision: number;
  };
  passwords: { employee_id: EmployeeId; hash: string; changed_at: number };
  sessions: {
    id: SessionId;
    token_hash: string;
    employee_id: EmployeeId;
    assurance: "password" | "two_factor";
    created_at: number;
    authenticated_at: number;
    last_seen_at: number;
    expires_at: number;
    address: string;
    user_agent: string;
  };
  pending_logins: {
    id: PendingLoginId;
    token_hash: string;
    employee_id: EmployeeId;
    created_at: number;
    expires_at: number;
  };
  authenticator_enrolments: {
    id: AuthenticatorId;
    employee_id: EmployeeId;
    name: string;
    secret: string;
    created_at: number;
    expires_at: number;
  };
  authenticators: {
    id: AuthenticatorId;
    employee_id: EmployeeId;
    name: string;
    secret: string;
    created_at: number;
    last_used_at: number | null;
    /** The newest time step of which a code was accepted (RFC 6238 5.2). */
    last_spent_step: number;
  };
  recovery_code_sets: {
    id: string;
    employee_id: EmployeeId;
    salt: string;
    key_id: string;
    memory_kib: number;
    passes: number;
    lanes: number;
    created_at: number;
    saved_at: number | null;
  };
  recovery_codes: { id: string; set_id: string; hash: string; spent_at: number | null };
  attempt_budgets: {
    /** Person and factor, or the hash of an email that nobody has, and factor. */
    key: string;
    /** Wrong attempts in a row, those under way included. */
    failures: number;
    next_allowed_at: number;
    updated_at: number;
    disabled_at: number | null;
  };
  /** Tokens in millionths. */
  address_buckets: { address: string; tokens: number; updated_at: number };
  trusted_browsers: {
    id: TrustedBrowserId;
    employee_id: EmployeeId;
    token_hash: string;
    /** The secret before the last use: whoever shows it has a copy that is too old. */
    previous_hash: string | null;
    created_at: number;
    last_used_at: number;
    expires_at: number;
    address: string;
    user_agent: string;
  };
  /** A random name of a person for authenticators: never the email, never the id. */
  passkey_handles: { employee_id: EmployeeId; handle: string };
  passkeys: {
    id: PasskeyId;
    employee_id: EmployeeId;
    credential_id: string;
    /** COSE key, Base64url. */
    public_key: string;
    sign_count: number;
    transports: string;
    backup_eligible: Flag;
    backed_up: Flag;
    aaguid: string;
    rp_id: string;
    name: string;
    created_at: number;
    last_used_at: number | null;
  };
  spent_challenges: { challenge_hash: string; expires_at: number };
  audit_events: {
    id: string;
    at: number;
    type: string;
    actor_id: string | null;
    subject_id: string | null;
    address: string;
    detail: string;
  };
}
