// What must not come to life again when a database goes back to an earlier moment, or when a copy of the backup was stolen.
import type { Tx } from "../database/database.ts";
import { voidAllCodes } from "../keys/activation-store.ts";
import { endAllLinks } from "../links/service.ts";
import { voidAllPendingLogins } from "../login/pending-logins.ts";
import { dropWaitingMails } from "../mail/outbox.ts";
import type { IdSource } from "../security/ids.ts";
import { endAllSessions } from "../sessions/service.ts";
import { getSettings } from "../settings/service.ts";
import { voidSetupLinks } from "../setup/service.ts";
import { endAllPasses } from "../temporary-passes/spending.ts";
import { voidAllEnrolments, voidCodesUntilNow } from "../totp/service.ts";
import { forgetEverybodysBrowsers } from "../trusted-browsers/service.ts";

export interface Ended {
  /** Mails that were waiting. */
  readonly mails: number;
}

/** Everything that lets in without the password and a second factor that is shown now. */
export async function endWhatWasOpen(tx: Tx, ids: IdSource): Promise<Ended> {
  await endAllSessions(tx);
  await voidAllPendingLogins(tx);
  await forgetEverybodysBrowsers(tx);
  await endAllLinks(tx, ids);
  await endAllPasses(tx);
  await voidAllCodes(tx, ids.clock.nowMs());
  await voidSetupLinks(tx);
  await voidAllEnrolments(tx);
  await voidCodesUntilNow(tx, ids, await getSettings(tx));
  // They were most likely sent since.
  return { mails: await dropWaitingMails(tx) };
}
