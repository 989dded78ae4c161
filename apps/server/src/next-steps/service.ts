// What a person should do next, from what is really there.
import type { NextStep } from "@hesper/contract";
import type { HeadKeeper } from "../audit/head-keeper.ts";
import type { Handle } from "../database/database.ts";
import { countWaiting } from "../deliveries/waiting.ts";
import { type Employee, findEmployee } from "../employees/service.ts";
import { countLocked } from "../keys/store.ts";
import { list as listLeavers } from "../leavers/store.ts";
import { countMails } from "../mail/store.ts";
import { findKeys, nameOf } from "../organisation-key/service.ts";
import type { IdSource } from "../security/ids.ts";
import { timeAnswer } from "../sessions/answers.ts";
import type { Session } from "../sessions/service.ts";
import { getSettings } from "../settings/service.ts";
import { findPassOf, listPasses } from "../temporary-passes/spending.ts";
import { getStatus, graceEndMs, mustHaveTwoFactor } from "../two-factor/service.ts";

/** From this many on, the person is told. */
const fewCodes = 3;

export interface NextStepDeps {
  readonly db: Handle;
  readonly ids: IdSource;
  /** Null: the head of the audit is kept in no file. */
  readonly headKeeper: HeadKeeper | null;
}

export async function listNextSteps(
  deps: NextStepDeps,
  { employee, session }: { employee: Employee; session: Session },
): Promise<{ items: NextStep[]; twoFactorRequired: boolean }> {
  const settings = await getSettings(deps.db);
  const endMs = graceEndMs(employee, settings);
  const twoFactorRequired = endMs !== null;
  if (session.purpose === "factor_setup") return { items: [{ code: "replace_lost_factors" }], twoFactorRequired };
  const { enabled, codes, disabled } = await getStatus(deps.db, employee.id);
  if (!enabled) {
    const required = mustHaveTwoFactor(employee, settings, deps.ids.clock.nowMs());
    const dueAt = endMs === null || required ? null : timeAnswer(endMs);
    const setUp: NextStep = { code: "set_up_second_factor", required, dueAt };
    return { items: required ? [setUp] : [setUp, ...(await forTheRole(deps, employee))], twoFactorRequired };
  }
  const items: NextStep[] = [...(await ownPass(deps, employee)), ...(await forTheRole(deps, employee))];
  items.push(...disabled.map((factor) => ({ code: "factor_disabled", factor }) as const));
  if (codes.left <= fewCodes) items.push({ code: "recovery_codes_low", left: codes.left });
  if (codes.left > 0 && !codes.saved) items.push({ code: "save_recovery_codes" });
  items.push(...(await aboutOrganisationKey(deps, employee)));
  return { items, twoFactorRequired };
}

/** A pass that somebody issued for this person, who is logged in with a factor of their own: they may stop it. */
async function ownPass({ db, ids }: NextStepDeps, employee: Employee): Promise<NextStep[]> {
  const pass = await findPassOf(db, ids, employee.id);
  if (!pass) return [];
  const by = (await findEmployee(db, pass.issued_by))?.name ?? "An administrator";
  return [{ code: "temporary_pass_issued", by, reason: pass.reason, expiresAt: timeAnswer(pass.expires_at) }];
}

async function forTheRole(deps: NextStepDeps, employee: Employee): Promise<NextStep[]> {
  return [
    ...(await forReadersOfTheAudit(deps, employee)),
    ...(await forAdministrators(deps, employee)),
    ...(await aboutLeavers(deps, employee)),
  ];
}

/** The latest; what is more is found once these are done. */
const mostLeavers = 20;

async function aboutLeavers({ db }: NextStepDeps, { role }: Employee): Promise<NextStep[]> {
  if (role === "employee") return [];
  const open = await listLeavers(db, { state: "open", limit: mostLeavers, before: null });
  return open.map(({ id, name, key_name: key, open_entries, entries }) => {
    const ofKey = key === null ? {} : { key };
    return { code: "leaver", leaver: id, name, ...ofKey, open: open_entries, accounts: entries } as const;
  });
}

async function forReadersOfTheAudit({ headKeeper }: NextStepDeps, { role }: Employee): Promise<NextStep[]> {
  const trouble = role === "employee" ? null : ((await headKeeper?.findTrouble()) ?? null);
  return trouble === null ? [] : [{ code: "audit_head", trouble }];
}

async function forAdministrators({ db, ids }: NextStepDeps, { id, role }: Employee): Promise<NextStep[]> {
  if (role !== "administrator") return [];
  const waiting = (await listPasses(db, ids)).filter(
    (pass) => pass.approved_at === null && pass.issued_by !== id && pass.employee_id !== id,
  );
  const items: NextStep[] = [];
  for (const pass of waiting) {
    const [person, issuer] = [await findEmployee(db, pass.employee_id), await findEmployee(db, pass.issued_by)];
    items.push({ code: "approve_temporary_pass", name: person?.name ?? "", by: issuer?.name ?? "" });
  }
  const { failed } = await countMails(db);
  if (failed > 0) items.push({ code: "mail_failing", failed });
  const keys = await countLocked(db);
  if (keys > 0) items.push({ code: "keys_locked", keys });
  return items;
}

async function aboutOrganisationKey({ db }: NextStepDeps, { role }: Employee): Promise<NextStep[]> {
  if (role !== "administrator") return [];
  const { current, replaced } = await findKeys(db);
  if (current === null) return [{ code: "make_organisation_key" }];
  const waiting = await countWaiting(db, {});
  const items: NextStep[] = waiting.accounts === 0 ? [] : [{ code: "accounts_wait", ...waiting }];
  if (replaced !== null) items.push({ code: "finish_key_replacement", by: await nameOf(db, current.created_by) });
  return items;
}
