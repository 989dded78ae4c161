// The people and things of a demo as rows of the tables.
import type { AccountKind, RecipientKind } from "@hesper/contract";
import type { Insertable } from "kysely";
import { termsOf } from "../accounts/terms.ts";
import type { Keys } from "../data-keys/data-keys.ts";
import type { Tables } from "../database/tables.ts";
import { sortKey } from "../database/words.ts";
import { emailKey } from "../employees/service.ts";
import type { AuthenticatorId, EmployeeId, KeyPolicyId, PasskeyId } from "../security/ids.ts";
import type { Random } from "../security/random.ts";
import { hashToken } from "../security/tokens.ts";
import { placeOf } from "../totp/store.ts";
import { departments } from "./names.ts";
import { companyIdOf, departmentIdOf, type Person, positionIdOf } from "./people.ts";
import { type DemoAccount, type DemoKey, isLiving } from "./things.ts";
import { dayMs, idOf, type World } from "./world.ts";

type Row<T extends keyof Tables> = Insertable<Tables[T]>;

/** @param asked whether the policy asks the person for a second factor. */
export function employeeRow(
  world: World,
  person: Person,
  { lastLogInAtMs, asked }: { lastLogInAtMs: number | null; asked: boolean },
): Row<"employees"> {
  const { id, name, email, role, status, phone, externalId, createdAtMs } = person;
  return {
    ...{ id, email, name, role, status, phone },
    email_key: emailKey(email),
    name_key: sortKey(name),
    external_id: externalId,
    company_id: companyIdOf(world, person.company),
    department_id: departmentIdOf(world, person.company, person.department),
    department_key: sortKey(departments[person.department] ?? ""),
    position_id: positionIdOf(world, person.position),
    // The days of grace begin when the demo is made.
    grace_started_at: asked && person.passwordAtMs !== null ? world.nowMs : null,
    last_login_at: lastLogInAtMs,
    last_login_key: lastLogInAtMs ?? 0,
    created_at: createdAtMs,
    updated_at: createdAtMs,
    revision: 1,
  };
}

const totpSecretBytes = 20;
const stepMs = 30_000;

/** Of a secret that nobody knows. */
export function authenticatorRow(
  world: World,
  { index, id: employee_id, passwordAtMs }: Person,
  { keys, random, usedAtMs }: { keys: Keys; random: Random; usedAtMs: number | null },
): Row<"authenticators"> {
  const createdAtMs = passwordAtMs ?? world.nowMs;
  const id = idOf<AuthenticatorId>(world, "authenticator", { index, atMs: createdAtMs });
  const secret = keys.encryptValue(random.bytes(totpSecretBytes), placeOf("authenticators", id));
  const made = { id, employee_id, name: "Authenticator app", secret, secret_key_id: keys.currentValueKeyId() };
  const last_spent_step = Math.floor((usedAtMs ?? createdAtMs) / stepMs);
  return { ...made, created_at: createdAtMs, last_used_at: usedAtMs, last_spent_step };
}

/** One that no device has. */
export function passkeyRow(
  world: World,
  { index, id: employee_id, passwordAtMs }: Person,
  { random, usedAtMs, rpId }: { random: Random; usedAtMs: number | null; rpId: string },
): Row<"passkeys"> {
  const created_at = passwordAtMs ?? world.nowMs;
  const text = (bytes: number) => Buffer.from(random.bytes(bytes)).toString("base64url");
  return {
    ...{ id: idOf<PasskeyId>(world, "passkey", { index, atMs: created_at }), employee_id, name: "Passkey" },
    ...{ credential_id: text(32), public_key: text(77), sign_count: 0, transports: "internal", rp_id: rpId },
    ...{ backup_eligible: 1, backed_up: 1, aaguid: "00000000-0000-0000-0000-000000000000" },
    ...{ created_at, last_used_at: usedAtMs },
  };
}

/** Who made what has to be said: an administrator, or somebody who is gone. */
export interface Maker {
  readonly by: EmployeeId;
}

export function keyRow(
  world: World,
  person: Person,
  key: DemoKey,
  {
    by,
    policyId,
    recipient,
    kind,
    random,
    deliveries,
  }: Maker & {
    policyId: KeyPolicyId;
    recipient: string | null;
    kind: RecipientKind;
    random: Random;
    /** How many the key was told of. */
    deliveries: number;
  },
): Row<"keys"> {
  const { id, name, status, reason, createdAtMs, activatedAtMs, contactAtMs, isWiped } = key;
  const unknown = () => hashToken(Buffer.from(random.bytes(32)).toString("base64url"));
  const isReserved = status === "reserved";
  const changed = isReserved ? "created" : status === "active" ? "activation" : status === "locked" ? "lock" : "status";
  return {
    ...{ id, name, status, reason, policy_id: policyId, kind: "software" },
    ...{ employee_id: person.id, employee_name: person.name },
    ...{ recipient, recipient_kind: isReserved ? null : kind, device: isReserved ? null : key.device },
    token_hash: isReserved || isWiped ? null : unknown(),
    activation_hash: isReserved ? unknown() : null,
    mailed_activation_hash: null,
    activation_expires_at: isReserved ? world.nowMs + 7 * dayMs : null,
    ...{ revision: 1, change_revision: deliveries, lock_number: status === "locked" ? 1 : 0 },
    ...{ created_at: createdAtMs, created_by: by, activated_at: activatedAtMs, last_contact_at: contactAtMs },
    status_changed_at: contactAtMs ?? createdAtMs,
    ...{ last_change: changed, changed_by: status === "active" || status === "locked" ? null : by },
    wiped_at: isWiped ? contactAtMs : null,
  };
}

/** @param owner of a personal account; null: a shared one. */
export function accountRow(
  { id, details, createdAtMs, passwordChangedAtMs }: DemoAccount,
  { by, owner }: Maker & { owner: EmployeeId | null },
): Row<"accounts"> {
  const { name, urls, apps, loginType, login } = details;
  return {
    ...{ id, kind: kindFor(owner), employee_id: owner, name, sort_key: sortKey(name), login, login_type: loginType },
    ...{ urls: JSON.stringify(urls), apps: JSON.stringify(apps), revision: 1, sealed_revision: 1 },
    ...{ created_at: createdAtMs, updated_at: passwordChangedAtMs ?? createdAtMs },
    ...{ password_changed_at: passwordChangedAtMs, otp_changed_at: null, notes_changed_at: null },
    ...{ last_change: passwordChangedAtMs === null ? "" : "password", changed_by: by },
  };
}

export function kindFor(owner: EmployeeId | null): AccountKind {
  return owner === null ? "shared" : "personal";
}

export function termRows({ id, details }: DemoAccount, owner: EmployeeId | null): Row<"account_terms">[] {
  return termsOf(details).map((term) => ({ kind: kindFor(owner), term, account_id: id }));
}

export interface Delivery {
  readonly account: DemoAccount;
  readonly kind: AccountKind;
  readonly status: "waiting" | "queued" | "delivered";
}

/** Numbered as the key is told of them; one that was never told of has no number. */
export function deliveryRows(world: World, key: DemoKey, deliveries: readonly Delivery[]): Row<"key_accounts">[] {
  let number = 0;
  return deliveries.map(({ account, kind, status }) => {
    const isTold = status !== "waiting";
    if (isTold) number += 1;
    const changedAtMs = Math.max(account.createdAtMs, key.activatedAtMs ?? 0);
    return {
      ...{ key_id: key.id, account_id: account.id, kind, name: "", status },
      ...{ revision: isTold ? number : 0, changed_at: Math.min(changedAtMs, world.nowMs) },
      delivered_at: status === "delivered" ? Math.max(changedAtMs, key.contactAtMs ?? 0) : null,
    };
  });
}

/** Keys that a sealed part names. */
export function canBeSealedTo(key: DemoKey | null): key is DemoKey {
  return key !== null && isLiving(key.status);
}
