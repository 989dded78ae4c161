// Works that wait at the same moment share one transaction of SQLite and one wait for the disk (decision 0028). Each has a
// savepoint: one that fails takes back what it did and nothing else. Nobody is answered before all of it is on the disk.
import { setImmediate as turn } from "node:timers/promises";
import { CompiledQuery, type Kysely, type Transaction } from "kysely";
import { isForeignKeyViolation, isRetryable } from "./errors.ts";
import { type Straight, withOwnHandle } from "./straight.ts";
import type { Tables } from "./tables.ts";

type Tx = Transaction<Tables>;

/** @returns what the caller of the work gets. It may run more than once. */
type Work = (tx: Tx) => Promise<unknown>;

type Outcome = { readonly value: unknown } | { readonly error: unknown };

interface Job {
  readonly work: Work;
  readonly settle: (outcome: Outcome) => void;
}

/** What others in this process and in other ones wait for is bounded: by works, and by the time that they have taken. */
const mostWorks = 64;
const longestMs = 25;

/** What a row refers to may have been removed since it was looked at: looked at again, it is seen. */
export const lookAgainAtMost = 3;

const savepoint = CompiledQuery.raw("savepoint work");
const release = CompiledQuery.raw("release work");
const takeBack = CompiledQuery.raw("rollback to work");

export interface Grouping {
  readonly db: Kysely<Tables>;
  /** Whether the transaction is still open: a full disk ends it without being told to. */
  readonly isInTransaction: () => boolean;
  /** Tries again while another process writes; throws when that has taken too long. */
  readonly retrying: <T>(attempt: () => Promise<T>) => Promise<T>;
  /** Runs a query on the connection itself, which is in the transaction of a work. */
  readonly straight: Straight;
  /** One work in a transaction of its own. */
  readonly alone: (work: Work) => Promise<unknown>;
}

export class GroupCommit {
  readonly #grouping: Grouping;
  #waiting: Job[] = [];
  #isRunning = false;

  constructor(grouping: Grouping) {
    this.#grouping = grouping;
  }

  run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = (outcome: Outcome) => ("error" in outcome ? reject(outcome.error) : resolve(outcome.value as T));
      this.#waiting.push({ work, settle });
      if (!this.#isRunning) void this.#runAll();
    });
  }

  async #runAll(): Promise<void> {
    this.#isRunning = true;
    // All requests that have arrived by now are read before this goes on.
    await turn();
    while (this.#waiting.length > 0) {
      await this.#runGroup();
      // Those who were answered may ask again, and others come in, before the next ones go.
      await turn();
    }
    this.#isRunning = false;
  }

  async #runGroup(): Promise<void> {
    const { db, alone, retrying } = this.#grouping;
    let taken: Job[] = [];
    let outcomes: Outcome[] = [];
    try {
      await retrying(() => {
        // Those of an attempt that was rolled back go first again.
        this.#waiting.unshift(...taken);
        taken = [];
        outcomes = [];
        return db.transaction().execute((tx) => this.#fill(tx, taken, outcomes));
      });
    } catch (error) {
      // It never began: nobody could write, for long.
      const neverBegan = taken.length === 0;
      if (neverBegan) taken = this.#waiting.splice(0);
      outcomes =
        neverBegan || taken.length === 1
          ? taken.map(() => ({ error }))
          : // Nothing of it has happened. Each for itself, so that whoever is to blame is told, and nobody else.
            await Promise.all(taken.map(({ work }) => outcomeOf(() => alone(work))));
    }
    for (const [at, job] of taken.entries()) job.settle(outcomes[at] ?? { error: new Error("It was not run.") });
  }

  async #fill(tx: Tx, taken: Job[], outcomes: Outcome[]): Promise<void> {
    const beganMs = performance.now();
    const next = () => {
      const job = this.#waiting.shift();
      if (job) taken.push(job);
      return job;
    };
    const first = next();
    if (first === undefined) return;
    if (this.#waiting.length === 0) {
      // It is alone, and what it throws ends the transaction.
      outcomes.push({ value: await withOwnHandle(tx, this.#grouping.straight, first.work) });
      return;
    }
    for (let job: Job | undefined = first; job; job = next()) {
      outcomes.push(await this.#within(tx, job.work));
      if (taken.length >= mostWorks || performance.now() - beganMs > longestMs) return;
    }
  }

  async #within(tx: Tx, work: Work): Promise<Outcome> {
    for (let lookedAgain = 0; ; lookedAgain += 1) {
      await tx.executeQuery(savepoint);
      try {
        const value = await withOwnHandle(tx, this.#grouping.straight, work);
        await tx.executeQuery(release);
        return { value };
      } catch (error) {
        if (!this.#grouping.isInTransaction() || isRetryable(error)) throw error;
        await tx.executeQuery(takeBack);
        await tx.executeQuery(release);
        if (!isForeignKeyViolation(error) || lookedAgain >= lookAgainAtMost) return { error };
      }
    }
  }
}

async function outcomeOf(run: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { value: await run() };
  } catch (error) {
    return { error };
  }
}
