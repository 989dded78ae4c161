// Looks at the database file before it is opened for writing, so that nothing is written to one that is lost or damaged.
import { closeSync, existsSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { DatabaseProblem, isDamage } from "./errors.ts";

/** Up to this size every page is read at the start: 64 MiB take a quarter of a second. In larger files damage shows when it is read. */
const readWholeBytes = 64 * 1024 * 1024;
const waitForOthersMs = 5000;
const attempts = 50;
const quietMs = 30;

/** Throws `DatabaseProblem` when the file must not be used. Writes to neither the database nor what was written ahead. */
export function inspectDatabase(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  const isThere = found !== undefined && found.size > 0;
  if (!isThere) refuseLost(file, found);
  const damage = isThere ? findDamage(file) : null;
  if (damage !== null) throw new DatabaseProblem(damage);
}

/**
 * A database is made before its master key and before anything is written ahead. With one of these beside it, it was not new:
 * a second installation must not begin in its place. A key that is prepared for a new one lies elsewhere.
 */
function refuseLost(file: string, found: Stats | undefined): void {
  const left = [join(dirname(file), "master.key"), writtenAhead(file)].find((path) => sizeOf(path) > 0);
  if (left === undefined) return;
  throw new DatabaseProblem(
    `The database ${file} is ${found ? "empty" : "missing"}, but ${left} is there. Restore the database from a backup; ` +
      "to begin anew instead, move what is left away.",
  );
}

function writtenAhead(file: string): string {
  return `${file}-wal`;
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * Another process that writes meanwhile may make a sound file look damaged: what is damaged is so twice, while nothing was
 * written for longer than the file system's clock takes to show it. A file that is always written to is taken as it is.
 * @returns what is wrong and what to do, in one line.
 */
function findDamage(file: string): string | null {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const before = stampOf(file);
    if (damageIn(file) === null) return null;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, quietMs);
    if (stampOf(file) !== before) continue;
    const damage = damageIn(file);
    if (damage === null || stampOf(file) === before) return damage;
  }
  return null;
}

function stampOf(file: string): string {
  const stamps = [file, writtenAhead(file)].map((path) => statSync(path, { bigint: true, throwIfNoEntry: false }));
  return stamps.map((stat) => `${stat?.size} ${stat?.mtimeNs}`).join();
}

function damageIn(file: string): string | null {
  const header = Buffer.alloc(100);
  const handle = openSync(file, "r");
  try {
    readSync(handle, header, 0, header.length, 0);
  } finally {
    closeSync(handle);
  }
  if (header.toString("latin1", 0, 16) !== "SQLite format 3\0") {
    return `The file ${file} is not a database: it does not begin as one. Restore it from a backup.`;
  }
  const why = damageInHeader(header, file) ?? damageInPages(file);
  return why === null ? null : `The database ${file} is damaged (${why}). Restore it from a backup.`;
}

/** SQLite's file format, section 1.3. */
function damageInHeader(header: Buffer, file: string): string | null {
  const said = header.readUInt16BE(16);
  // 65536 does not fit into two bytes.
  const pageBytes = said === 1 ? 65_536 : said;
  const isPageSize = pageBytes >= 512 && (pageBytes & (pageBytes - 1)) === 0;
  const fixed = header.subarray(21, 24).equals(Buffer.from([64, 32, 32]));
  if (!isPageSize || !fixed) return "its header makes no sense";
  const pages = header.readUInt32BE(28);
  const countsPages = header.readUInt32BE(24) === header.readUInt32BE(92);
  // What was written ahead may hold the pages that the file lacks.
  if (!countsPages || sizeOf(writtenAhead(file)) > 0) return null;
  const bytes = sizeOf(file);
  return bytes < pages * pageBytes ? `it is cut off: ${bytes} bytes of ${pages * pageBytes} are there` : null;
}

function damageInPages(file: string): string | null {
  try {
    const database = new DatabaseSync(addressOf(file), { readOnly: true, timeout: waitForOthersMs });
    try {
      database.prepare("select count(*) from sqlite_schema").get();
      if (sizeOf(file) + sizeOf(writtenAhead(file)) > readWholeBytes) return null;
      const [first] = Object.values(database.prepare("pragma quick_check(1)").get() ?? {});
      return first === "ok" ? null : String(first).replaceAll(/\s+/g, " ");
    } finally {
      database.close();
    }
  } catch (error) {
    if (isDamage(error)) return (error as Error).message;
    // Whatever else there is, such as missing rights, shows when it is opened.
    return null;
  }
}

/** Reading makes two files beside the database, which stay; but not where nothing can be changing it. */
function addressOf(file: string): URL {
  const address = pathToFileURL(file);
  if (!existsSync(writtenAhead(file)) || sizeOf(writtenAhead(file)) === 0) address.searchParams.set("immutable", "1");
  return address;
}
