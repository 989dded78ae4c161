// The policy: settings that administrators change, and what a change does to how many people.
import type { PolicyEffect } from "@hesper/contract";
import { addableKeys, policyFields } from "@hesper/contract";
import { recordEvent } from "../audit/service.ts";
import { type Database, type Handle, inTransaction, type Tx } from "../database/database.ts";
import { obstacleToCaller } from "../employees/authority.ts";
import { isRoleAsked, startGraceOfAll } from "../employees/service.ts";
import type { IdSource } from "../security/ids.ts";
import { done, type Result, refuse } from "../security/result.ts";
import { changeLimits } from "../sessions/service.ts";
import { changeSetting, claimPolicyRevision, getSettings, holdPolicy, type Settings } from "../settings/service.ts";
import { countPassesApprovedBefore, shortenPasses } from "../temporary-passes/spending.ts";
import { shortenTrust } from "../trusted-browsers/service.ts";
import { countWithoutFactor } from "../two-factor/counts.ts";
import { type Caller, graceEndMs } from "../two-factor/service.ts";
import * as store from "./store.ts";

export interface PolicyDeps {
  readonly db: Database;
  readonly ids: IdSource;
}

export type PolicyField = keyof typeof policyFields;
export type Policy = Pick<Settings, PolicyField>;
export type PolicyChange = { readonly [F in PolicyField]?: Policy[F] | undefined };

const fields = Object.keys(policyFields) as PolicyField[];
const dayMs = 86_400_000;

export function policyOf(settings: Settings): Policy & { revision: number } {
  const policy = Object.fromEntries(fields.map((field) => [field, settings[field]])) as Policy;
  return { ...policy, revision: settings.policyRevision };
}

function changed(before: Settings, change: PolicyChange): PolicyField[] {
  return fields.filter((field) => change[field] !== undefined && change[field] !== before[field]);
}

export async function changePolicy(
  { db, ids }: PolicyDeps,
  caller: Caller,
  { revision, ...change }: PolicyChange & { revision: number },
): Promise<Result<Policy & { revision: number }, "conflict" | "not_authenticated" | "forbidden">> {
  const { employee, origin } = caller;
  return inTransaction(db, async (tx) => {
    const overruled = await obstacleToCaller(tx, caller);
    if (overruled) return overruled;
    await holdPolicy(tx);
    if (!(await claimPolicyRevision(tx, revision, ids.clock.nowMs()))) {
      return refuse("conflict", "Somebody changed the policy meanwhile. Reload, look again, and repeat your change.");
    }
    const before = await getSettings(tx);
    for (const setting of changed(before, change)) {
      await changeSetting(tx, { name: setting, value: change[setting] as never, nowMs: ids.clock.nowMs() });
      const detail = { setting, from: before[setting], to: change[setting] ?? null };
      await recordEvent(tx, ids, { type: "policy.changed", actorId: employee.id, subjectId: null, origin, detail });
    }
    const after = await getSettings(tx);
    await enforce(tx, ids, { before, after });
    return done(policyOf(after));
  });
}

/** What the new policy ends at once. */
async function enforce(tx: Tx, ids: IdSource, { before, after }: Pick<Comparison, "before" | "after">): Promise<void> {
  await startGraceOfAll(tx, ids, after);
  await shortenTrust(tx, ids, after.trustedBrowserDays);
  await changeLimits(tx, ids, { before, after });
  await shortenPasses(tx, after.temporaryPassSeconds * 1000);
}

/** What a change would do, in sentences, with the number of people; nothing for what only makes things easier. */
export async function previewPolicy({ db, ids }: PolicyDeps, change: PolicyChange): Promise<PolicyEffect[]> {
  const before = await getSettings(db);
  const after = { ...before, ...Object.fromEntries(changed(before, change).map((field) => [field, change[field]])) };
  const nowMs = ids.clock.nowMs();
  const effects = await Promise.all([
    twoFactorEffects(db, { before, after, nowMs }),
    trustEffect(db, { before, after, nowMs }),
    sessionEffects(db, { before, after, nowMs }),
    codeEffects(db, before, after),
    passEffect(db, { before, after, nowMs }),
    addingEffect(db, before, after),
    retentionEffect(db, { before, after, nowMs }),
  ]);
  return effects.flat();
}

const allRoles = ["administrator", "auditor", "employee"] as const;

/** Two groups: the days of grace may be over for some who were asked long ago, and nothing begins them again. */
async function twoFactorEffects(db: Handle, { before, after, nowMs }: Comparison): Promise<PolicyEffect[]> {
  const asksMore = allRoles.some((role) => isRoleAsked(role, after) && !isRoleAsked(role, before));
  if (!asksMore && after.twoFactorGraceDays >= before.twoFactorGraceDays) return [];
  const all = await countWithoutFactor(db);
  const asksAnybody = after.requireTwoFactor !== "nobody" || all.some(({ isAskedByGroup }) => isAskedByGroup);
  if (!asksAnybody) return [];
  let [now, later] = [0, 0];
  for (const { people, ...asked } of all) {
    const oldEndMs = graceEndMs(asked, before);
    // Whoever was never asked is asked by this change.
    const newEndMs = graceEndMs({ ...asked, graceStartedAtMs: asked.graceStartedAtMs ?? nowMs }, after);
    if (newEndMs === null || (oldEndMs !== null && (oldEndMs <= nowMs || oldEndMs <= newEndMs))) continue;
    if (newEndMs <= nowMs) now += people;
    else later += people;
  }
  const setting = asksMore ? "requireTwoFactor" : "twoFactorGraceDays";
  const days = after.twoFactorGraceDays;
  const inTime = `${days} ${days === 1 ? "day" : "days"} of first being asked`;
  const effects = [
    { setting, people: now, text: `${without} before they can do anything else, from now on.` },
    { setting, people: later, text: `${without} within ${inTime}.` },
  ];
  const felt = effects.filter(({ people }) => people > 0);
  return felt.length > 0 ? felt : effects.slice(0, 1);
}

const without = "have no second factor and must set one up";

interface Comparison {
  readonly before: Settings;
  readonly after: Settings;
  readonly nowMs: number;
}

async function trustEffect(db: Handle, { before, after, nowMs }: Comparison): Promise<PolicyEffect[]> {
  if (after.trustedBrowserDays >= before.trustedBrowserDays) return [];
  const people = await store.countPeopleWithOldTrust(db, nowMs - after.trustedBrowserDays * dayMs, nowMs);
  return [
    {
      setting: "trustedBrowserDays",
      people,
      text: "have trusted browsers that are forgotten; a second factor is asked for there.",
    },
  ];
}

async function sessionEffects(db: Handle, { before, after, nowMs }: Comparison): Promise<PolicyEffect[]> {
  const effects: PolicyEffect[] = [];
  const old = { idleMs: before.sessionIdleSeconds * 1000, nowMs };
  if (after.sessionIdleSeconds < before.sessionIdleSeconds) {
    const people = await store.countPeopleWithSessions(db, {
      ...old,
      idleSinceMs: nowMs - after.sessionIdleSeconds * 1000,
    });
    effects.push({
      setting: "sessionIdleSeconds",
      people,
      text: "are logged out now: they have not used their session for so long.",
    });
  }
  if (after.sessionAbsoluteSeconds < before.sessionAbsoluteSeconds) {
    const people = await store.countPeopleWithSessions(db, {
      ...old,
      begunBeforeMs: nowMs - after.sessionAbsoluteSeconds * 1000,
    });
    effects.push({ setting: "sessionAbsoluteSeconds", people, text: "are logged out now: their session is older." });
  }
  return effects;
}

async function codeEffects(db: Handle, before: Settings, after: Settings): Promise<PolicyEffect[]> {
  const effects: PolicyEffect[] = [];
  if (after.totpWindow < before.totpWindow) {
    const people = await store.countPeopleWithAuthenticators(db);
    const text = "use an authenticator app; codes are refused where a phone's clock is further off than before.";
    effects.push({ setting: "totpWindow", people, text });
  }
  if (after.recoveryCodeLength > before.recoveryCodeLength) {
    const people = await store.countPeopleWithShorterCodes(db, after.recoveryCodeLength);
    const text = "have shorter recovery codes, which work until they are reset.";
    effects.push({ setting: "recoveryCodeLength", people, text });
  }
  if (after.passwordMinimumLength > before.passwordMinimumLength) {
    const people = await store.countPeopleWithPasswords(db);
    const text = "keep their password as it is; the new length is asked of the next one they choose.";
    effects.push({ setting: "passwordMinimumLength", people, text });
  }
  return effects;
}

async function passEffect(db: Handle, { before, after, nowMs }: Comparison): Promise<PolicyEffect[]> {
  if (after.temporaryPassSeconds >= before.temporaryPassSeconds) return [];
  const people = await countPassesApprovedBefore(db, { nowMs, beforeMs: nowMs - after.temporaryPassSeconds * 1000 });
  const text = "have a temporary pass that ends now: it was approved longer ago.";
  return [{ setting: "temporaryPassSeconds", people, text }];
}

async function addingEffect(db: Handle, before: Settings, after: Settings): Promise<PolicyEffect[]> {
  if (addableKeys.indexOf(after.employeesAddKeys) >= addableKeys.indexOf(before.employeesAddKeys)) return [];
  const which = after.employeesAddKeys === "none" ? "no keys" : "only security keys";
  const people = await store.countPeopleWithPasswords(db);
  const text = `can add ${which} by themselves from now on; the keys that they have go on working.`;
  return [{ setting: "employeesAddKeys", people, text }];
}

async function retentionEffect(db: Handle, { before, after, nowMs }: Comparison): Promise<PolicyEffect[]> {
  const daysOf = ({ auditRetentionDays: days }: Settings) => (days === 0 ? Number.POSITIVE_INFINITY : days);
  if (daysOf(after) >= daysOf(before)) return [];
  const people = await store.countPeopleInOldEvents(db, nowMs - after.auditRetentionDays * dayMs);
  const text = `are spoken of in audit events older than ${after.auditRetentionDays} days, which are removed for good.`;
  return [{ setting: "auditRetentionDays", people, text }];
}
