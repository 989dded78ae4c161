// What is done from time to time beside the requests: mail, sealing of the audit, clean-up. On any number of servers.

import type { FastifyBaseLogger } from "fastify";
import { headAlarmWriter } from "./audit/head-alarm.ts";
import type { HeadKeeper } from "./audit/head-keeper.ts";
import { auditHeadWriter, queueHeadMail } from "./audit/head-mail.ts";
import { writeCounts } from "./audit/refusals.ts";
import { removeOldEvents } from "./audit/retention.ts";
import { type SealDeps, sealEvents } from "./audit/seals.ts";
import { keepDays } from "./dashboard/days.ts";
import { settleKeyFile } from "./data-keys/open.ts";
import { inTransaction } from "./database/database.ts";
import { emailChangeWriter, emailTakenWriter } from "./email-changes/letters.ts";
import { forgetImports } from "./employee-imports/clean-up.ts";
import type { Importer } from "./employee-imports/importer.ts";
import { takeOverWords } from "./employees/handed-over.ts";
import { invitationWriter } from "./invitations/service.ts";
import { inPieces } from "./jobs/pieces.ts";
import { createJobs, type Job, type Jobs, type Turn } from "./jobs/service.ts";
import { keyActivationWriter } from "./keys/letter.ts";
import { forgetUnusedBrowsers } from "./known-browsers/service.ts";
import { forgetExpiredLinks, type Outside } from "./links/service.ts";
import { forgetExpiredPendingLogins } from "./login/pending-logins.ts";
import { administratorsNoticeWriter } from "./mail/administrators-notices.ts";
import { deliverMail, forgetOldMails, type LetterWriter } from "./mail/delivery.ts";
import { noticeWriter } from "./mail/notices.ts";
import type { MailKind } from "./mail/outbox.ts";
import type { Mailer } from "./mail/smtp.ts";
import { testMailWriter } from "./mail/status.ts";
import { passwordResetWriter } from "./password-resets/letter.ts";
import { forgetUnusedKeys } from "./recovery-codes/service.ts";
import type { MasterKeySource } from "./security/master-key.ts";
import { forgetEndedSessions } from "./sessions/service.ts";
import { temporaryPassWriter } from "./temporary-passes/letter.ts";
import { forgetExpiredPasses } from "./temporary-passes/spending.ts";
import { forgetFullBuckets, forgetIdleBudgets } from "./throttling/service.ts";

export interface BackgroundDeps extends SealDeps {
  readonly logger: FastifyBaseLogger;
  readonly outside: Outside;
  readonly mailer: Mailer | null;
  /** Null: the head is kept in no file. */
  readonly headKeeper: HeadKeeper | null;
  readonly masterKey: MasterKeySource;
  readonly importer: Importer;
  readonly dataDir: string;
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

function writersOf(deps: BackgroundDeps): Record<MailKind, LetterWriter> {
  return {
    notice: noticeWriter,
    administrators_notice: administratorsNoticeWriter,
    invitation: invitationWriter(deps),
    password_reset: passwordResetWriter(deps),
    email_change: emailChangeWriter(deps),
    email_taken: emailTakenWriter(deps),
    temporary_pass: temporaryPassWriter(deps),
    key_activation: keyActivationWriter(deps),
    audit_head: auditHeadWriter(deps),
    audit_alarm: headAlarmWriter(deps),
    test: testMailWriter(deps),
  };
}

/** Rows of jobs that hold up each other only: not those of another row, whatever a mail server, a disk or a large removal takes. */
export function createBackground(deps: BackgroundDeps): Jobs {
  const { db, ids, logger, mailer, headKeeper, importer } = deps;
  const delivery = { db, ids, logger, mailer, publicUrl: deps.outside.publicUrl, writers: writersOf(deps) };
  const mail: Job[] = [{ name: "mail", everySeconds: null, run: (turn) => deliverMail(delivery, turn) }];
  const others: Job[] = [
    { name: "audit seals", everySeconds: null, run: () => sealEvents(deps) },
    { name: "refusal counts", everySeconds: minute, run: () => writeCounts(deps) },
    { name: "audit head mail", everySeconds: day, run: () => queueHeadMail(deps) },
  ];
  const head: Job[] =
    headKeeper === null ? [] : [{ name: "audit head file", everySeconds: null, run: () => headKeeper.keep() }];
  const removal: Job[] = [
    { name: "audit retention", everySeconds: hour, run: (turn) => removeOldEvents(deps, turn) },
    { name: "clean-up", everySeconds: hour, run: (turn) => cleanUp(deps, turn) },
    { name: "attempts clean-up", everySeconds: minute, run: (turn) => cleanUpAttempts(deps, turn) },
  ];
  const keyFile: Job[] = [{ name: "master key file", everySeconds: null, run: settlingOf(deps) }];
  const imports: Job[] = [
    { name: "employee imports", everySeconds: null, run: (turn) => importer.run(turn) },
    { name: "employee imports clean-up", everySeconds: minute, run: (turn) => forgetImports(deps, turn) },
    { name: "words of employees", everySeconds: minute, run: (turn) => takeOverWords(deps, turn) },
  ];
  const days: Job[] = [{ name: "log-ins by day", everySeconds: hour, run: (turn) => keepDays(deps, turn) }];
  const rows = [mail, others, head, removal, keyFile, imports, days].map((jobs) =>
    createJobs({ db, ids, logger }, jobs),
  );
  return {
    start: () => rows.forEach((row) => void row.start()),
    runDue: async () => void (await Promise.all(rows.map((row) => row.runDue()))),
    stop: async () => {
      await Promise.all([...rows.map((row) => row.stop()), importer.stop()]);
      mailer?.close();
    },
  };
}

/** Fails once for each reason, not at every turn: the server goes on working with the two files. */
function settlingOf({ db, masterKey }: BackgroundDeps): () => Promise<void> {
  let said = "";
  return async () => {
    try {
      await settleKeyFile(db, masterKey);
    } catch (error) {
      const { message } = error as Error;
      if (message === said) return;
      said = message;
      throw error;
    }
  };
}

/** What soon says nothing any more, in transactions of their own: a log-in holds rows of several of these tables. */
async function cleanUpAttempts({ db, ids }: BackgroundDeps, turn: Turn): Promise<void> {
  const nowMs = ids.clock.nowMs();
  await inPieces(db, turn, (tx) => forgetFullBuckets(tx, nowMs));
  await inTransaction(db, (tx) => forgetExpiredPendingLogins(tx, nowMs));
}

async function cleanUp(deps: BackgroundDeps, turn: Turn): Promise<void> {
  const nowMs = deps.ids.clock.nowMs();
  await inTransaction(deps.db, async (tx) => {
    await forgetExpiredLinks(tx, nowMs);
    await forgetExpiredPasses(tx, nowMs);
    await forgetUnusedBrowsers(tx, nowMs);
    await forgetEndedSessions(tx, nowMs);
    await forgetUnusedKeys(tx, deps.ids);
  });
  await inPieces(deps.db, turn, (tx) => forgetIdleBudgets(tx, nowMs));
  await forgetOldMails(deps);
}
