// Sending what waits in the outbox: each mail is claimed by one server, tried again with growing pauses, and given up.
import type { FastifyBaseLogger } from "fastify";
import { type Database, inTransaction } from "../database/database.ts";
import type { Turn } from "../jobs/service.ts";
import type { IdSource } from "../security/ids.ts";
import { getSettings } from "../settings/service.ts";
import { type Letter, renderLetter } from "./letter.ts";
import type { MailKind } from "./outbox.ts";
import { type Mailer, MailRefused } from "./smtp.ts";
import * as store from "./store.ts";

/** Makes the letter, at the time of sending. Null: it is no longer worth sending. `to`: another address than queued. */
export type LetterWriter = (mail: store.MailRow) => Promise<(Letter & { readonly to?: string }) | null>;

export interface DeliveryDeps {
  readonly db: Database;
  readonly ids: IdSource;
  readonly logger: FastifyBaseLogger;
  /** Null: no mail server is set, and what is queued is dropped. */
  readonly mailer: Mailer | null;
  readonly publicUrl: string | null;
  readonly writers: Record<MailKind, LetterWriter>;
}

/** Longer than a mail can take with all time-outs: nobody else takes it meanwhile. */
const leaseMs = 600_000;
const firstPauseMs = 30_000;
const longestPauseMs = 3_600_000;
const mailsAtOnce = 20;
/** Sent and given-up mails are remembered, without their content. */
const keepDoneMs = 7 * 86_400_000;
const keepWithoutServerMs = 60_000;
const longestError = 300;

/** Sends what is due. @returns how many mails were sent. Any number of servers may do it at once. */
export async function deliverMail(deps: DeliveryDeps, turn: Turn): Promise<number> {
  const { db, ids, mailer } = deps;
  if (mailer === null) {
    await inTransaction(db, (tx) => store.removeWaiting(tx, ids.clock.nowMs() - keepWithoutServerMs));
    return 0;
  }
  let sent = 0;
  for (;;) {
    const due = await store.selectDue(db, ids.clock.nowMs(), mailsAtOnce);
    if (due.length === 0) return sent;
    for (const mail of due) {
      if (turn.isOver()) return sent;
      if (await deliverOne(deps, mailer, mail)) sent += 1;
    }
  }
}

async function deliverOne(deps: DeliveryDeps, mailer: Mailer, mail: store.MailRow): Promise<boolean> {
  const { db, ids } = deps;
  const nowMs = ids.clock.nowMs();
  const lease = { nowMs, untilMs: nowMs + leaseMs };
  if (!(await inTransaction(db, (tx) => store.claim(tx, mail, lease)))) return false;
  if (nowMs >= mail.give_up_at) {
    const error = mail.error ?? "It waited too long.";
    await inTransaction(db, (tx) => store.giveUp(tx, mail.id, { nowMs, error }));
    return false;
  }
  try {
    const letter = await deps.writers[mail.kind as MailKind](mail);
    if (letter === null) {
      await inTransaction(db, (tx) => store.remove(tx, mail.id));
      return false;
    }
    const { installationName } = await getSettings(db);
    const rendered = renderLetter(letter, { name: installationName, url: deps.publicUrl ?? "" });
    await mailer.send({ ...rendered, id: mail.id, to: letter.to ?? mail.recipient, fromName: installationName });
  } catch (error) {
    await putOff(deps, mail, error as Error);
    return false;
  }
  await inTransaction(db, (tx) => store.markSent(tx, mail.id, ids.clock.nowMs()));
  return true;
}

async function putOff({ db, ids, logger }: DeliveryDeps, mail: store.MailRow, error: Error): Promise<void> {
  const nowMs = ids.clock.nowMs();
  const text = error.message.slice(0, longestError);
  const nextMs = nowMs + Math.min(longestPauseMs, firstPauseMs * 2 ** mail.attempts);
  const isOver = error instanceof MailRefused || nextMs >= mail.give_up_at;
  logger.warn({ mail: mail.id, kind: mail.kind, error: text }, isOver ? "A mail was given up" : "A mail was not sent");
  await inTransaction(db, (tx) =>
    isOver ? store.giveUp(tx, mail.id, { nowMs, error: text }) : store.postpone(tx, mail.id, { nextMs, error: text }),
  );
}

export async function forgetOldMails({ db, ids }: Pick<DeliveryDeps, "db" | "ids">): Promise<void> {
  await inTransaction(db, (tx) => store.removeDone(tx, ids.clock.nowMs() - keepDoneMs));
}
