// An export of many accounts has several QR codes, scanned one after the other in any order.
import type { MigrationPart } from "./migration.ts";
import type { MigrationEntry } from "./migration-entry.ts";

export interface MigrationCollection {
  /** Of the parts that are there, in the order of the export. */
  readonly entries: readonly MigrationEntry[];
  /** How many QR codes the export has; 0 before the first. */
  readonly size: number;
  /** Those that were not scanned yet, counted from 1. */
  readonly missing: readonly number[];
  readonly complete: boolean;
  /** As `MigrationPart.mayBeCut`, of any of the parts. */
  readonly mayBeCut: boolean;
}

/** A part of another export than the first part given. `position` is its place in the list, from 0. */
export interface CollectionRefusal {
  readonly code: "other_export";
  readonly position: number;
}

/** Puts the parts of one export together, in whatever order they were scanned; the same part may be there more than once. */
export function collectMigration(
  parts: readonly MigrationPart[],
): MigrationCollection | { readonly refusal: CollectionRefusal } {
  const [first] = parts;
  const byIndex = new Map<number, MigrationPart>();
  for (const [position, part] of parts.entries()) {
    const same = byIndex.get(part.batchIndex);
    if (!first || !isOfSameExport(part, first) || (same && !isSamePayload(part, same))) {
      return { refusal: { code: "other_export", position } };
    }
    byIndex.set(part.batchIndex, part);
  }
  const size = first?.batchSize ?? 0;
  const indexes = Array.from({ length: size }, (_, index) => index);
  const missing = indexes.filter((index) => !byIndex.has(index)).map((index) => index + 1);
  const entries = indexes.flatMap((index) => byIndex.get(index)?.entries ?? []);
  const mayBeCut = parts.some((part) => part.mayBeCut);
  return { entries, size, missing, complete: size > 0 && missing.length === 0, mayBeCut };
}

function isOfSameExport(one: MigrationPart, other: MigrationPart): boolean {
  return one.batchId === other.batchId && one.batchSize === other.batchSize && one.version === other.version;
}

function isSamePayload({ payload: one }: MigrationPart, { payload: other }: MigrationPart): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
