// Throttling: an attempt is counted before anything is compared, on the person and the factor, and on the address.
import { createHash } from "node:crypto";
import { type Origin, recordEvent } from "../audit/service.ts";
import { atOnce } from "../database/at-once.ts";
import { type Database, type Handle, inTransaction, type Tx } from "../database/database.ts";
import type { EmployeeId, IdSource } from "../security/ids.ts";
import { done, type Result, refuse } from "../security/result.ts";
import type { Settings } from "../settings/service.ts";
import * as rules from "./rules.ts";
import * as store from "./store.ts";

/**
 * What is guessed. Each has a budget of its own, so that attacking one leaves the others alone. The password inside a
 * session is apart from that of the log-in, and so is the one in a trusted browser: a stranger cannot use up the budget of the owner.
 */
export type GuessedFactor =
  | "password"
  | "password_in_session"
  | "password_in_trusted_browser"
  | "totp"
  | "recovery_code"
  | "passkey"
  | "enrolment"
  | "temporary_pass"
  | "password_reset"
  | "email_change";

/** Whom the attempts are counted on. An email that nobody has is counted like one that somebody has. */
export type Subject = { readonly employeeId: EmployeeId } | { readonly unknownEmailKey: string };

/** An attempt that was counted and may now be compared. */
export interface CountedAttempt {
  readonly factor: GuessedFactor;
  readonly subject: Subject;
  readonly origin: Origin;
  /** Too many failures: whatever is given is wrong, until the factor is set up again. */
  readonly disabled: boolean;
}

const unknownPrefix = "unknown:";

function keyOf(factor: GuessedFactor, subject: Subject): string {
  if ("employeeId" in subject) return `${subject.employeeId}:${factor}`;
  const hash = createHash("sha256").update(subject.unknownEmailKey).digest("base64url");
  return `${unknownPrefix}${hash}:${factor}`;
}

/** Budgets of emails that nobody has are forgotten after a day without an attempt, so that they cannot fill the disk. */
const forgetAfterMs = 86_400_000;
const bucketFullAgainMs = rules.bucketCapacity / (rules.microToken / 1000);

/**
 * Counts an attempt as if it failed; `succeed` takes that back. Refuses, with the seconds to wait, when the person's
 * budget for this factor or the address has none left; then nothing is counted.
 */
export async function countAttempt(
  db: Database,
  ids: IdSource,
  guess: Guess,
): Promise<Result<CountedAttempt, "too_many_attempts">> {
  return inTransaction(db, (tx) => countInTransaction(tx, ids, guess));
}

export interface Guess {
  readonly factor: GuessedFactor;
  readonly subject: Subject;
  readonly origin: Origin;
  readonly settings: Settings;
}

/**
 * For what is compared in no time, in the same transaction: the budget is held until it ends, so that two guesses sent
 * together are counted and compared one after the other. It has to be committed whatever comes of the comparison.
 */
export async function countInTransaction(
  tx: Tx,
  ids: IdSource,
  { factor, subject, origin, settings }: Guess,
): Promise<Result<CountedAttempt, "too_many_attempts">> {
  const nowMs = ids.clock.nowMs();
  const key = keyOf(factor, subject);
  const [budget, bucket] = await atOnce([store.lockBudget(tx, key, nowMs), lockBucket(tx, origin.address, nowMs)]);
  const waitMs = budget.next_allowed_at - nowMs;
  const waitSeconds = waitMs > 0 ? waitMs / 1000 : secondsToWait(bucket);
  if (waitSeconds > 0) {
    // Locked by being written: who has to wait must not fill the disk with budgets of made-up emails, or with buckets.
    if (budget.failures === 0) await store.removeBudget(tx, key);
    if (bucket.microTokens >= rules.bucketCapacity) await store.removeBucket(tx, bucket.name);
    await recordThrottled(tx, ids, { subjectId: "employeeId" in subject ? subject.employeeId : null, origin });
    return tooMany(waitSeconds);
  }
  const failures = budget.failures + 1;
  const disabledNow = budget.disabled_at === null && failures >= rules.disablingFailures;
  const counted = store.countAttempt(tx, key, {
    failures,
    next_allowed_at: nowMs + rules.waitSecondsAfter(failures, settings.longestWaitSeconds) * 1000,
    disabled_at: disabledNow ? nowMs : budget.disabled_at,
  });
  await atOnce([counted, takeToken(tx, bucket, nowMs)]);
  if (disabledNow && "employeeId" in subject) {
    const subjectId = subject.employeeId;
    await recordEvent(tx, ids, {
      type: "factor.disabled",
      actorId: null,
      subjectId,
      origin,
      detail: { factor, failures },
    });
  }
  return done({ factor, subject, origin, disabled: budget.disabled_at !== null });
}

/** Takes an attempt of the address, for what is counted on nobody: links and activation codes. */
export async function takeFromAddress(
  db: Database,
  ids: IdSource,
  origin: Origin,
): Promise<Result<null, "too_many_attempts">> {
  return inTransaction(db, async (tx) => {
    const nowMs = ids.clock.nowMs();
    const bucket = await lockBucket(tx, origin.address, nowMs);
    const waitSeconds = secondsToWait(bucket);
    if (waitSeconds === 0) {
      await takeToken(tx, bucket, nowMs);
      return done(null);
    }
    await recordThrottled(tx, ids, { subjectId: null, origin });
    return tooMany(waitSeconds);
  });
}

/** What was tried was right: the address has its attempt back. */
export async function giveBackToAddress(tx: Tx, { address }: Origin): Promise<void> {
  await store.giveBack(tx, rules.bucketOf(address), rules.microToken, rules.bucketCapacity);
}

async function recordThrottled(
  tx: Tx,
  ids: IdSource,
  about: { subjectId: EmployeeId | null; origin: Origin },
): Promise<void> {
  await recordEvent(tx, ids, { type: "login.throttled", actorId: null, ...about });
}

function tooMany(seconds: number) {
  return refuse("too_many_attempts", null, { retryAfterSeconds: Math.ceil(seconds) });
}

interface Bucket {
  readonly name: string;
  /** As they are now, refilled. */
  readonly microTokens: number;
}

/** The bucket of an address, held until the transaction ends. */
async function lockBucket(tx: Tx, address: string, nowMs: number): Promise<Bucket> {
  const name = rules.bucketOf(address);
  const row = await store.lockBucket(tx, name, { tokens: rules.bucketCapacity, nowMs });
  return { name, microTokens: rules.refilled({ microTokens: row.tokens, updatedAtMs: row.updated_at }, nowMs) };
}

/** 0, or how many seconds the address has to wait. */
function secondsToWait({ microTokens }: Bucket): number {
  return microTokens < rules.microToken ? rules.secondsUntilToken(microTokens) : 0;
}

async function takeToken(tx: Tx, { name, microTokens }: Bucket, nowMs: number): Promise<void> {
  await store.setBucket(tx, name, Math.floor(microTokens - rules.microToken), nowMs);
}

/** So many rows are removed in one go: log-ins write in between. */
const forgottenAtOnce = 1000;

/** Buckets that are full again, which are as none. @returns whether there may be more. */
export async function forgetFullBuckets(tx: Tx, nowMs: number): Promise<boolean> {
  return store.removeFullBuckets(tx, { beforeMs: nowMs - bucketFullAgainMs, most: forgottenAtOnce });
}

/** Budgets of emails that nobody has and nobody has tried for a day. @returns whether there may be more. */
export async function forgetIdleBudgets(tx: Tx, nowMs: number): Promise<boolean> {
  return store.removeIdleBudgets(tx, unknownPrefix, { beforeMs: nowMs - forgetAfterMs, most: forgottenAtOnce });
}

/** The attempt was right: this factor's budget is whole again, and the address has its attempt back. No other budget. */
export async function succeed(tx: Tx, { factor, subject, origin }: CountedAttempt): Promise<void> {
  await atOnce([store.removeBudget(tx, keyOf(factor, subject)), giveBackToAddress(tx, origin)]);
}

/** A factor was set up anew: its budget is whole, and it counts again. */
export async function resetBudget(tx: Tx, employeeId: EmployeeId, factor: GuessedFactor): Promise<void> {
  await store.removeBudget(tx, keyOf(factor, { employeeId }));
}

/** A link was asked for, and used: whoever reads the mail of this email may ask as often as before. */
export async function resetEmailBudget(tx: Tx, factor: GuessedFactor, unknownEmailKey: string): Promise<void> {
  await store.removeBudget(tx, keyOf(factor, { unknownEmailKey }));
}

/** With the person goes what was counted on them. */
export async function forgetBudgets(tx: Tx, employeeId: EmployeeId): Promise<void> {
  await store.removeBudgets(tx, `${employeeId}:`);
}

/** @param factors one to four. @returns those of them that are switched off after too many wrong attempts. */
export async function findDisabledFactors<F extends GuessedFactor>(
  db: Handle,
  employeeId: EmployeeId,
  factors: readonly F[],
): Promise<F[]> {
  const keyFor = (factor: F) => keyOf(factor, { employeeId });
  const keys = await store.findDisabled(db, factors.map(keyFor));
  return factors.filter((factor) => keys.has(keyFor(factor)));
}
