// Settings of the installation: the numbers and policies that an administrator may change, with their defaults.
import { policyDefaults, policyFields } from "@hesper/contract";
import { z } from "zod";
import { atOnce } from "../database/at-once.ts";
import { type Handle, holdName, type Tx } from "../database/database.ts";
import { moveSetting, readSettings, writeSettingRow } from "./store.ts";

const minute = 60;
const hour = 60 * minute;

const schema = z.object({
  installationName: policyFields.installationName.default(policyDefaults.installationName),
  requireTwoFactor: policyFields.requireTwoFactor.default(policyDefaults.requireTwoFactor),
  twoFactorGraceDays: policyFields.twoFactorGraceDays.default(policyDefaults.twoFactorGraceDays),
  passwordMinimumLength: policyFields.passwordMinimumLength.default(policyDefaults.passwordMinimumLength),
  passwordMemoryKib: z.int().min(19_456).max(1_048_576).default(19_456),
  passwordPasses: z.int().min(2).max(16).default(2),
  totpWindow: policyFields.totpWindow.default(policyDefaults.totpWindow),
  recoveryCodeLength: policyFields.recoveryCodeLength.default(policyDefaults.recoveryCodeLength),
  temporaryPassSeconds: policyFields.temporaryPassSeconds.default(policyDefaults.temporaryPassSeconds),
  employeesAddKeys: policyFields.employeesAddKeys.default(policyDefaults.employeesAddKeys),
  auditRetentionDays: policyFields.auditRetentionDays.default(policyDefaults.auditRetentionDays),
  auditHeadEmail: policyFields.auditHeadEmail.default(policyDefaults.auditHeadEmail),
  /** How long a half-done log-in waits for its second factor. Longer invites a look over the shoulder. */
  pendingLoginSeconds: z
    .int()
    .min(minute)
    .max(15 * minute)
    .default(5 * minute),
  /** How old a log-in or a proof may be for a change of a factor. */
  freshProofSeconds: z
    .int()
    .min(minute)
    .max(hour)
    .default(10 * minute),
  trustedBrowserDays: policyFields.trustedBrowserDays.default(policyDefaults.trustedBrowserDays),
  /** The longest wait after wrong attempts. Longer helps a stranger to lock somebody out. */
  longestWaitSeconds: z
    .int()
    .min(minute)
    .max(24 * hour)
    .default(15 * minute),
  sessionIdleSeconds: policyFields.sessionIdleSeconds.default(policyDefaults.sessionIdleSeconds),
  sessionAbsoluteSeconds: policyFields.sessionAbsoluteSeconds.default(policyDefaults.sessionAbsoluteSeconds),
  /** Counts the changes of the policy, so that two who edit it at once notice. */
  policyRevision: z.int().min(0).default(0),
});

export type Settings = z.infer<typeof schema>;

/** The settings as they are now. Throws when a stored value does not fit: it was not written by this program. */
export async function getSettings(db: Handle): Promise<Settings> {
  return settingsOfText(await readSettings(db));
}

function settingsOf(rows: Readonly<Record<string, string>>): Settings {
  return schema.parse(Object.fromEntries(Object.entries(rows).map(([name, value]) => [name, JSON.parse(value)])));
}

let read: { readonly text: string; readonly settings: Settings } | null = null;

/** The settings of `allSettings`, which are the same at nearly every request. Throws as `getSettings` does. */
export function settingsOfText(text: string | null): Settings {
  const given = text ?? "{}";
  if (read?.text !== given) read = { text: given, settings: Object.freeze(settingsOf(JSON.parse(given))) };
  return read.settings;
}

/** Throws a `ZodError` when the value does not fit. */
export async function changeSetting<N extends keyof Settings>(
  tx: Tx,
  change: { name: N; value: Settings[N]; nowMs: number },
): Promise<void> {
  const value = schema.shape[change.name].parse(change.value);
  await writeSettingRow(tx, { name: change.name, value: JSON.stringify(value), updated_at: change.nowMs });
}

const policyName = "policy";

/**
 * The settings as they stay until the transaction ends: for what is begun by them, such as a session. A change of the
 * policy waits for it, and then finds what was begun and ends what is too long.
 */
export async function holdSettings(tx: Tx): Promise<Settings> {
  // In this order, also on PostgreSQL: what is read is what is held.
  const [, settings] = await atOnce([holdName(tx, policyName, "shared"), getSettings(tx)]);
  return settings;
}

/** Whoever changes the policy waits for what is being begun by the old one; what comes later waits in turn. */
export async function holdPolicy(tx: Tx): Promise<void> {
  await holdName(tx, policyName);
}

/**
 * Moves the revision of the policy on; true only for the one call that saw the latest. Safe to race: two who edit the
 * policy at once cannot both succeed.
 */
export async function claimPolicyRevision(tx: Tx, seen: number, nowMs: number): Promise<boolean> {
  return moveSetting(tx, { name: "policyRevision", from: JSON.stringify(seen), to: JSON.stringify(seen + 1), nowMs });
}
