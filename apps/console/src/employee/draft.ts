// What was typed into an employee's profile and is not saved: it lies on top of the version that was seen.
import { type Field, fields, isSame, type Values, wordsOf } from "./values.ts";

export interface Draft {
  readonly revision: number;
  /** What is saved, as far as it was seen. */
  readonly seen: Values;
  readonly typed: Values;
  /** What somebody else changed meanwhile: what it was before. */
  readonly meanwhile: { readonly [F in Field]?: { readonly before: string; readonly now: string } };
}

export function draftOf(revision: number, seen: Values): Draft {
  return { revision, seen, typed: seen, meanwhile: {} };
}

export function changesOf({ seen, typed }: Pick<Draft, "seen" | "typed">): Field[] {
  return fields.filter((field) => !isSame(field, seen, typed));
}

/**
 * Puts what was typed on top of a newer version. A field that was not touched shows what somebody else made of it; one
 * that was keeps what was typed, and theirs is known beside it.
 */
export function rebased(draft: Draft, revision: number, theirs: Values): Draft {
  if (revision === draft.revision) return draft;
  const mine = new Set(changesOf(draft));
  const kept = Object.fromEntries(fields.map((field) => [field, (mine.has(field) ? draft.typed : theirs)[field]]));
  const changed = fields.filter((field) => !isSame(field, draft.seen, theirs));
  const news = changed.map((field) => [
    field,
    { before: draft.meanwhile[field]?.before ?? wordsOf(field, draft.seen), now: wordsOf(field, theirs) },
  ]);
  const meanwhile = { ...draft.meanwhile, ...Object.fromEntries(news) };
  return { revision, seen: theirs, typed: kept as Values, meanwhile };
}

/** Where both changed one field, to something else: one of the two will be lost. */
export function disputed(draft: Draft, field: Field): boolean {
  return draft.meanwhile[field] !== undefined && !isSame(field, draft.seen, draft.typed);
}
