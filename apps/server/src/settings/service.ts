// Settings of the installation: the numbers and policies that an administrator may change, with their defaults.
import { installationName } from "@hesper/contract";
import { z } from "zod";
import type { Handle, Tx } from "../database/database.ts";
import { readSettingRows, writeSettingRow } from "./store.ts";

const minute = 60;
const hour = 60 * minute;

const schema = z.object({
  installationName: installationName.default("Hesper"),
  /** Who must have a second factor before the console opens. */
  requireTwoFactor: z.enum(["nobody", "administrators", "everyone"]).default("administrators"),
  passwordMinimumLength: z.int().min(8).max(64).default(15),
  passwordMemoryKib: z.int().min(19_456).max(1_048_576).default(19_456),
  passwordPasses: z.int().min(2).max(16).default(2),
  /** Time steps before and after the current one of which a code is accepted. */
  totpWindow: z.int().min(0).max(2).default(1),
  recoveryCodeLength: z.int().min(8).max(16).default(8),
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
  /** How long "Remember this browser" lasts; 0 switches it off. */
  trustedBrowserDays: z.int().min(0).max(365).default(30),
  /** The longest wait after wrong attempts. Longer helps a stranger to lock somebody out. */
  longestWaitSeconds: z
    .int()
    .min(minute)
    .max(24 * hour)
    .default(15 * minute),
  sessionIdleSeconds: z
    .int()
    .min(minute)
    .max(24 * hour)
    .default(30 * minute),
  sessionAbsoluteSeconds: z
    .int()
    .min(5 * minute)
    .max(7 * 24 * hour)
    .default(12 * hour),
});

export type Settings = z.infer<typeof schema>;

/** The settings as they are now. Throws when a stored value does not fit: it was not written by this program. */
export async function getSettings(db: Handle): Promise<Settings> {
  const rows = await readSettingRows(db);
  return schema.parse(Object.fromEntries(rows.map((row) => [row.name, JSON.parse(row.value)])));
}

/** Throws a `ZodError` when the value does not fit. */
export async function changeSetting<N extends keyof Settings>(
  tx: Tx,
  change: { name: N; value: Settings[N]; nowMs: number },
): Promise<void> {
  const value = schema.shape[change.name].parse(change.value);
  await writeSettingRow(tx, { name: change.name, value: JSON.stringify(value), updated_at: change.nowMs });
}
