// Works on imports that wait, on any number of servers: makes previews, carries them out, makes who was brought in
// searchable. Each piece of work is a short transaction that says how far it is, so that another server can go on.

import { setImmediate as rest, setTimeout as sleep } from "node:timers/promises";
import type { FastifyBaseLogger } from "fastify";
import { besideRequests, type Database, inTransaction, type Tx } from "../database/database.ts";
import { isForeignKeyViolation, isUniqueViolation } from "../database/errors.ts";
import { renewWords } from "../employees/found-by.ts";
import type { Turn } from "../jobs/service.ts";
import type { Outside } from "../links/service.ts";
import { type EmployeeImportId, type IdSource, newId } from "../security/ids.ts";
import { keepPreview, previewRows } from "./checking.ts";
import { list, removePlaces } from "./outcome-store.ts";
import * as store from "./store.ts";
import { ChangedMeanwhile, NoLongerAllowed, writeAll } from "./writing.ts";

export interface ImporterDeps {
  readonly db: Database;
  readonly ids: IdSource;
  readonly logger: FastifyBaseLogger;
  readonly outside: Outside;
  /** Where SQLite has its file. */
  readonly dataDir: string;
}

export interface Importer {
  /** Works on all that wait. */
  run(turn: Turn): Promise<void>;
  /** The same, beside what goes on, and without waiting for the next turn. */
  wake(): void;
  /** How many rows this server has written of an import that is not committed; null: it writes none of it. */
  writtenOf(id: EmployeeImportId): number | null;
  /** Ends when what is under way has come to a place where another server can go on. */
  stop(): Promise<void>;
}

/** Another server may go on when nothing was heard for so long. */
const claimMs = 60_000;
/** Small enough that whoever waits for the database meanwhile does not notice. */
const rowsAtOnce = 500;

class Stopped extends Error {}

export function createImporter(deps: ImporterDeps): Importer {
  const { logger } = deps;
  const written = new Map<EmployeeImportId, number>();
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  const run = (turn: Turn) => {
    const isOver = () => stopped || turn.isOver();
    running = running.catch(() => {}).then(() => workOnAll({ ...deps, isOver, written }));
    return running;
  };
  return {
    run,
    wake: () => {
      run({ isOver: () => false }).catch((error: unknown) =>
        logger.error({ err: error }, "An import of employees was interrupted; it will be gone on with"),
      );
    },
    writtenOf: (id) => written.get(id) ?? null,
    async stop() {
      stopped = true;
      await running.catch(() => {});
    },
  };
}

interface Work extends ImporterDeps {
  readonly isOver: () => boolean;
  readonly written: Map<EmployeeImportId, number>;
}

async function workOnAll(work: Work): Promise<void> {
  const { db, ids } = work;
  while (!work.isOver()) {
    const nowMs = ids.clock.nowMs();
    const one = await store.findWaiting(db, nowMs);
    if (one === null) return;
    const claim = { id: one.id, by: newId<string & EmployeeImportId>(ids), untilMs: nowMs + claimMs };
    if (await inTransaction(db, (tx) => store.claim(tx, claim, nowMs)))
      await workOn(work, { ...claim, madeBy: one.made_by });
  }
}

type Claimed = Omit<store.Claim, "untilMs"> & { readonly madeBy: store.Import["made_by"] };

async function workOn(work: Work, claimed: Claimed): Promise<void> {
  const { db, ids } = work;
  for (;;) {
    const one = await store.find(db, claimed.id, claimed.madeBy);
    const step = one === null ? undefined : steps[one.state];
    if (one === null || step === undefined) return;
    if (work.isOver()) return release(work, claimed, one.state);
    const claim = { ...claimed, untilMs: ids.clock.nowMs() + claimMs };
    if (!(await step(work, claim, one))) return;
    // SQLite answers at once: without a rest nobody else would be served.
    await rest();
  }
}

async function release({ db }: Work, claimed: Claimed, from: store.State): Promise<void> {
  await inTransaction(db, (tx) => store.advance(tx, { ...claimed, untilMs: 0 }, { from, to: {} }));
}

/** One piece of work. False: somebody else has taken over. */
type Step = (work: Work, claim: store.Claim, one: store.Import) => Promise<boolean>;

const steps: Partial<Record<store.State, Step>> = {
  checking: (work, claim, one) => (one.done === 0 ? beginAnew(work, claim, one) : checkSome(work, claim, one)),
  applying: apply,
  finishing: addWords,
};

const nothing = {
  done: 0,
  created: 0,
  changed: 0,
  unchanged: 0,
  refused: 0,
  companies: 0,
  departments: 0,
  positions: 0,
  delicate: 0,
};
const removedAtOnce = 1000;

/** Removes the preview before, and looks at the first rows. */
async function beginAnew(work: Work, claim: store.Claim, one: store.Import): Promise<boolean> {
  for (;;) {
    const removed = await inTransaction(work.db, async (tx) => {
      const isMine = await store.advance(tx, claim, { from: "checking", to: nothing });
      if (!isMine) return null;
      await removePlaces(tx, claim.id);
      return store.removeSome(tx, "employee_import_outcomes", { id: claim.id, limit: removedAtOnce });
    });
    if (removed === null) return false;
    if (removed < removedAtOnce) return checkSome(work, claim, { ...one, ...nothing });
    await rest();
  }
}

async function checkSome({ db, ids, outside }: Work, claim: store.Claim, one: store.Import): Promise<boolean> {
  const rows = await store.selectRows(db, one.id, { after: one.done, limit: rowsAtOnce });
  const preview = await previewRows(db, { ids, sendsMail: outside.sendsMail }, one, rows);
  const { figures } = preview;
  const end = figures.done === one.rows ? ({ state: "checked", claimed_until: 0 } as const) : {};
  return inTransaction(db, async (tx) => {
    if (!(await store.advance(tx, claim, { from: "checking", to: { ...figures, ...end } }))) return false;
    await keepPreview(tx, preview);
    return true;
  });
}

async function apply(work: Work, claim: store.Claim, one: store.Import): Promise<boolean> {
  const { db, ids, dataDir, isOver, written } = work;
  const onProgress = (done: number) => {
    if (isOver()) throw new Stopped();
    written.set(one.id, done);
  };
  try {
    return await besideRequests(db, { dataDir }, (beside) =>
      inTransaction(beside, async (tx) => {
        if (!(await store.advance(tx, claim, { from: "applying", to: { state: "finishing", done: 0 } }))) return false;
        await writeAll(tx, { ids, onProgress }, one);
        return true;
      }),
    );
  } catch (error) {
    if (error instanceof Stopped) return true;
    const isForbidden = error instanceof NoLongerAllowed;
    const isMeanwhile = error instanceof ChangedMeanwhile || isUniqueViolation(error) || isForeignKeyViolation(error);
    if (!isForbidden && !isMeanwhile) throw error;
    const to = isForbidden
      ? ({ state: "checked", note: noLongerAllowed, done: one.rows } as const)
      : ({ state: "checking", note: changedMeanwhile, done: 0, preview: one.preview + 1 } as const);
    return inTransaction(db, (tx) => store.advance(tx, claim, { from: "applying", to }));
  } finally {
    written.delete(one.id);
  }
}

const changedMeanwhile =
  "Employees, or what they belong to, were changed after the preview was made. Nothing was imported. This is the preview as things are now.";
const noLongerAllowed =
  "Nothing was imported: whoever applied the import was not an administrator any more at that moment.";

/** Who was brought in is in the list already, and is found by the words of name, email and external id after this. */
async function addWords({ db, ids, dataDir, isOver }: Work, { id, by }: store.Claim): Promise<boolean> {
  return besideRequests(db, { dataDir }, async (beside) => {
    for (;;) {
      const claim = { id, by, untilMs: ids.clock.nowMs() + claimMs };
      const result = await inTransaction(beside, (tx) => addSomeWords(tx, claim));
      if (result !== "more") return result === "done";
      if (isOver()) return true;
      // Whoever waits to write meanwhile looks every few milliseconds whether it may.
      await sleep(pauseMs);
    }
  });
}

const wordedAtOnce = 1000;
const pauseMs = 25;

async function addSomeWords(tx: Tx, claim: store.Claim): Promise<"more" | "done" | "lost"> {
  if (!(await store.advance(tx, claim, { from: "finishing", to: {} }))) return "lost";
  const { done, rows } = await store.get(tx, claim.id);
  const some = await list(tx, claim.id, { outcome: undefined, after: done, limit: wordedAtOnce });
  const people = some.flatMap((row) => (isWorded(row) && row.employee_id !== null ? row.employee_id : []));
  for (let at = 0; at < people.length; at += rowsAtOnce) await renewWords(tx, people.slice(at, at + rowsAtOnce));
  const upTo = some.length < wordedAtOnce ? rows : (some.at(-1)?.row ?? rows);
  const isLast = upTo === rows;
  await store.change(tx, claim.id, { done: upTo, ...(isLast ? { state: "applied", claimed_until: 0 } : {}) });
  return isLast ? "done" : "more";
}

const worded = ["name", "email", "external_id"];

function isWorded({ outcome, fields, delicate }: { outcome: string; fields: string; delicate: number }): boolean {
  if (outcome === "created") return true;
  // Those that were written one by one have their words.
  return outcome === "changed" && delicate === 0 && fields.split(",").some((field) => worded.includes(field));
}
