// The tables as Kysely sees them. Times are integer milliseconds, UTC. The migrations make them.
import type { AccountKind, AuditOutcome, LogInFactor, LogInOutcome, LoginType } from "@hesper/contract";
import type {
  AccountId,
  AccountTemplateId,
  AuthenticatorId,
  CompanyId,
  DepartmentId,
  EmployeeId,
  GroupId,
  KeyId,
  OrganisationKeyId,
  PasskeyId,
  PendingLoginId,
  PositionId,
  SessionId,
  TemporaryPassId,
  TrustedBrowserId,
} from "../security/ids.ts";
import type { EmployeeImportTables } from "./employee-import-tables.ts";
import type { KeyTables } from "./key-tables.ts";
import type { LeaverTables } from "./leaver-tables.ts";

export type Flag = 0 | 1;

export interface Tables extends EmployeeImportTables, LeaverTables, KeyTables {
  settings: { name: string; value: string; updated_at: number };
  setup: { id: number; completed_at: number | null };
  setup_tokens: { token_hash: string; created_at: number };
  data_keys: {
    id: string;
    purpose: "values" | "recovery_codes" | "audit_signing";
    wrapped_key: string;
    created_at: number;
    /** When another took its place. Null: in use, one of each purpose. */
    retired_at: number | null;
  };
  employees: {
    id: EmployeeId;
    email: string;
    /** The email as it is compared: NFC and lower case. Unique. */
    email_key: string;
    name: string;
    role: "administrator" | "auditor" | "employee";
    status: "invited" | "active" | "deactivated";
    /** When the person was first asked for a second factor. Set once: nothing renews the days of grace. */
    grace_started_at: number | null;
    last_login_at: number | null;
    created_at: number;
    updated_at: number;
    revision: number;
    phone: string | null;
    /** As another system knows the employee. Unique. */
    external_id: string | null;
    company_id: CompanyId | null;
    /** Of that company. */
    department_id: DepartmentId | null;
    position_id: PositionId | null;
    /** The name as it is sorted. */
    name_key: string;
    /** The `sort_key` of the department; empty: none. */
    department_key: string;
    /** `last_login_at`, and 0 for null, which the databases sort to different ends. */
    last_login_key: number;
  };
  organisation_keys: {
    id: OrganisationKeyId;
    /** `current`: what is sealed to, one at most. `replaced`: what it takes the place of, one at most. `retired`: over. */
    state: "current" | "replaced" | "retired";
    kind: "hybrid" | "x25519";
    recipient: string;
    /** An age file that a passphrase opens, Base64. Null: retired. */
    locked_identity: string | null;
    created_at: number;
    /** Null: a person who was deleted. */
    created_by: EmployeeId | null;
    /** When the passphrase was last chosen, and by whom. */
    locked_at: number;
    locked_by: EmployeeId | null;
    revision: number;
  };
  /** What an employee is found by. */
  employee_found_by: {
    employee_id: EmployeeId;
    /** Of name, email and external id, each with a space before it. */
    words: string;
    /** The name as it is sorted, when the words were written. */
    name_key: string;
  };
  /** Beginnings of up to three letters of these words, and words that are longer, each in the order of names. */
  employee_terms: { term: string; name_key: string; employee_id: EmployeeId };
  /** Words that a node of the version before has written. */
  employee_words: { employee_id: EmployeeId; word: string };
  /** Who changed what of an employee lately. */
  employee_changes: {
    employee_id: EmployeeId;
    /** The one that the change made. */
    revision: number;
    /** Null: nobody known, or the command line. */
    changed_by: EmployeeId | null;
    /** Names of columns, with commas. */
    fields: string;
    changed_at: number;
  };
  /** `name_key` is unique. */
  companies: Named<CompanyId>;
  /** `name_key` is unique in the company. */
  departments: Named<DepartmentId> & { company_id: CompanyId };
  positions: Named<PositionId>;
  groups: Named<GroupId> & { description: string; requires_two_factor: Flag };
  group_members: { group_id: GroupId; employee_id: EmployeeId; added_at: number };
  passwords: { employee_id: EmployeeId; hash: string; changed_at: number };
  sessions: {
    id: SessionId;
    token_hash: string;
    employee_id: EmployeeId;
    assurance: "password" | "two_factor";
    /** `factor_setup`: begun by a temporary pass. */
    purpose: "everything" | "factor_setup";
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
    /** The data key that the secret names. Null: an older version wrote it. */
    secret_key_id: string | null;
    created_at: number;
    expires_at: number;
  };
  authenticators: {
    id: AuthenticatorId;
    employee_id: EmployeeId;
    name: string;
    secret: string;
    secret_key_id: string | null;
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
    code_length: number;
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
  /** Where nothing was mailed or shown yet, there is no token. */
  invitations: Link;
  password_resets: Link;
  email_changes: Link & { email: string };
  temporary_passes: {
    id: TemporaryPassId;
    /** One open pass for a person. */
    employee_id: EmployeeId;
    pass_hash: string;
    stop_hash: string | null;
    reason: string;
    issued_by: EmployeeId;
    approved_by: EmployeeId | null;
    /** Null: waits for another administrator. */
    approved_at: number | null;
    /** Spent, and kept only so that the person can still stop what it began. */
    used_at: number | null;
    created_at: number;
    expires_at: number;
  };
  /** Browsers in which a person has logged in before. Good for nothing but not being told of it again. */
  known_browsers: { token_hash: string; employee_id: EmployeeId; last_seen_at: number };
  outbox: {
    id: string;
    kind: string;
    recipient: string;
    employee_id: EmployeeId | null;
    /** JSON; nothing secret. */
    data: string;
    created_at: number;
    give_up_at: number;
    /** Null: sent or given up. Whoever sends moves it on first, so that nobody else does. */
    next_attempt_at: number | null;
    attempts: number;
    sent_at: number | null;
    failed_at: number | null;
    error: string | null;
  };
  jobs: { name: string; next_run_at: number };
  audit_events: {
    id: string;
    at: number;
    type: string;
    outcome: AuditOutcome;
    actor_id: string | null;
    subject_id: string | null;
    address: string;
    user_agent: string;
    factor: string | null;
    detail: string;
    /** Number of the seal that holds it. */
    seal: number | null;
  };
  audit_seals: {
    number: number;
    previous_hash: string;
    event_count: number;
    last_at: number;
    entries_hash: string;
    /** A line for each event: id and hash. Null: removed with the events, as `audit_removals` says. */
    entries: string | null;
    sealed_at: number;
    hash: string;
    key_id: string;
    signature: string;
  };
  /** How far the retention setting has removed events. One row; signed, so that nobody else can say so. */
  audit_removals: {
    up_to_seal: number;
    /** The hash of that seal. */
    seal_hash: string;
    /** Events from this time on stay, in milliseconds. */
    events_before: number;
    removed_at: number;
    key_id: string;
    signature: string;
  };
  /** Log-ins of days that are over, for the dashboard: a day has its rows, some of them 0, or none at all. */
  log_in_days: {
    /** `2026-03-01`, UTC. */
    day: string;
    outcome: LogInOutcome;
    factor: LogInFactor;
    count: number;
  };
  /** Refusals of one type, of one person, of one address or of all, in one stretch of time. */
  refusal_windows: {
    key: string;
    type: string;
    address: string;
    /** Whose refusals they are, where somebody was logged in. */
    actor_id: string | null;
    first_at: number;
    last_at: number;
    ends_at: number;
    written: number;
    counted: number;
  };
  accounts: Readable & {
    id: AccountId;
    kind: AccountKind;
    /** Of a personal account. */
    employee_id: EmployeeId | null;
    login: string;
    /** The revision that stands in the sealed part. */
    sealed_revision: number;
    /** As the writers said. Null: not since the account was made. */
    password_changed_at: number | null;
    otp_changed_at: number | null;
    notes_changed_at: number | null;
    /** What the latest revision changed, in words. */
    last_change: string;
  };
  /** Words that an account is found by, in lower case. */
  account_terms: { kind: AccountKind; term: string; account_id: AccountId };
  account_sealed_parts: {
    account_id: AccountId;
    /** An age file, Base64. */
    sealed: string;
  };
  account_sealed_to: { account_id: AccountId; key_id: KeyId };
  account_employees: { account_id: AccountId; employee_id: EmployeeId; given_at: number };
  account_groups: { account_id: AccountId; group_id: GroupId; given_at: number };
  /** Who could have seen the secret of an account in another way than by having it now, and when last. */
  account_exposures: {
    employee_id: EmployeeId;
    account_id: AccountId;
    how: "had_it" | "wrote_it" | "opened_it";
    at: number;
  };
  account_templates: Readable & {
    id: AccountTemplateId;
    /** The name as it is compared. Unique. */
    name_key: string;
  };
}

/** What can be read of an account or a template. */
interface Readable {
  name: string;
  /** The name as it is sorted. */
  sort_key: string;
  /** JSON: texts. */
  urls: string;
  apps: string;
  login_type: LoginType;
  revision: number;
  created_at: number;
  updated_at: number;
  /** Id of who made the latest revision. */
  changed_by: EmployeeId;
}

interface Link {
  employee_id: EmployeeId;
  token_hash: string | null;
  created_at: number;
  expires_at: number;
}

interface Named<Id> {
  id: Id;
  name: string;
  /** The name as it is compared. */
  name_key: string;
  /** The name as it is sorted and searched: words without case and accents. */
  sort_key: string;
  created_at: number;
  updated_at: number;
  revision: number;
}
