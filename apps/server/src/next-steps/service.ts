// What a person should do next, from what is really there.
import type { NextStep } from "@hesper/contract";
import type { Handle } from "../database/database.ts";
import type { Employee } from "../employees/service.ts";
import { getSettings } from "../settings/service.ts";
import { getStatus, mustHaveTwoFactor } from "../two-factor/service.ts";

/** From this many on, the person is told. */
const fewCodes = 3;

export async function listNextSteps(
  db: Handle,
  employee: Employee,
): Promise<{ items: NextStep[]; twoFactorRequired: boolean }> {
  const { enabled, codes, disabled } = await getStatus(db, employee.id);
  const twoFactorRequired = mustHaveTwoFactor(employee.role, await getSettings(db));
  if (!enabled) return { items: [{ code: "set_up_second_factor", required: twoFactorRequired }], twoFactorRequired };
  const items: NextStep[] = disabled.map((factor) => ({ code: "factor_disabled", factor }));
  if (codes.left <= fewCodes) items.push({ code: "recovery_codes_low", left: codes.left });
  if (codes.left > 0 && !codes.saved) items.push({ code: "save_recovery_codes" });
  return { items, twoFactorRequired };
}
