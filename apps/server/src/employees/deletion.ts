// What goes when an employee is deleted. Whatever hangs on an employee adds its count to the list.
import type { Deletion } from "@hesper/contract";
import { countGivenToEmployee } from "../accounts/grants-store.ts";
import { countPersonal } from "../accounts/store.ts";
import type { Handle } from "../database/database.ts";
import { countGroupsOf } from "../groups/store.ts";
import { countPrivateAccountsOf, listNotEnded } from "../keys/store.ts";
import { findOpenLink } from "../links/service.ts";
import type { EmployeeId, IdSource } from "../security/ids.ts";
import { listSessions } from "../sessions/service.ts";
import { getSettings } from "../settings/service.ts";
import { listTrustedBrowsers } from "../trusted-browsers/service.ts";
import { countFactors } from "../two-factor/service.ts";

type Count = (db: Handle, ids: IdSource, id: EmployeeId) => Promise<number>;

/** More than anybody has. */
const mostCounted = 1000;

const counts: Record<string, Count> = {
  sessions: async (db, ids, employeeId) => {
    const request = { employeeId, limit: mostCounted, before: null, times: await getSettings(db) };
    return (await listSessions(db, ids, request)).length;
  },
  second_factors: (db, _, id) => countFactors(db, id),
  trusted_browsers: async (db, ids, id) => (await listTrustedBrowsers(db, ids, id)).length,
  personal_accounts: (db, _, id) => countPersonal(db, id),
  shared_accounts: (db, _, id) => countGivenToEmployee(db, id),
  group_memberships: (db, _, id) => countGroupsOf(db, id),
  // Those that are ended already stay as they are.
  keys: async (db, _, id) => (await listNotEnded(db, id)).length,
  private_accounts: (db, _, id) => countPrivateAccountsOf(db, id),
  invitation: async (db, _, id) => ((await findOpenLink(db, "invitations", id)) === null ? 0 : 1),
};

export async function deletionOfEmployee(db: Handle, ids: IdSource, id: EmployeeId): Promise<Deletion["items"]> {
  const items: Deletion["items"] = [];
  for (const [what, count] of Object.entries(counts)) {
    const found = await count(db, ids, id);
    if (found > 0) items.push({ what, count: found });
  }
  return items;
}
