// Opens the SQLite file of a store: WAL, written to the disk with every change, what is deleted overwritten with zeros.
import { closeSync, existsSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import { Failure } from "../failure.ts";
import { makeFolder, type Place, refuseOthers } from "./place.ts";

const version = 1;

/** How long another process may hold the store. Its changes take milliseconds. */
const patienceMs = 15_000;
const longestPauseMs = 50;

/** `scrub` holds a row while what was wiped may still lie in the files. */
const tables = `
  create table record (id integer primary key check (id = 1), content text not null) strict;
  create table accounts (id text primary key, content text not null) strict, without rowid;
  create table scrub (id integer primary key check (id = 1)) strict;
  pragma user_version = ${version};
`;

/** Whether there is a store. */
export function hasStore({ database }: Place): boolean {
  return existsSync(database);
}

/** Opens the store, or makes it. Throws `Failure` where others can read it, or where it is damaged or of a newer version. */
export async function openDatabase(place: Place): Promise<DatabaseSync> {
  makeFolder(place);
  // SQLite gives its other files the mode of this one.
  try {
    closeSync(openSync(place.database, "a", 0o600));
  } catch (error) {
    throw unusable(place.database, (error as Error).message);
  }
  for (const end of ["", "-wal", "-shm"]) refuseOthers(`${place.database}${end}`);
  return await whenFree(() => tryToOpen(place));
}

function tryToOpen({ database: file }: Place): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec("pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on;");
    if (versionOf(database) === 0) makeTables(database);
    if (versionOf(database) !== version) {
      throw new Failure("failed", `The store ${file} was made by a newer hesper-key. Use that one, or newer.`);
    }
    return database;
  } catch (error) {
    database.close();
    throw isDamage(error) ? damaged(file) : failureOfDisk(error, file);
  }
}

function makeTables(database: DatabaseSync): void {
  database.exec("begin immediate");
  try {
    // Another process may have been first.
    if (versionOf(database) === 0) database.exec(tables);
    database.exec("commit");
  } catch (error) {
    if (database.isTransaction) database.exec("rollback");
    throw error;
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare("pragma user_version").get()?.user_version ?? 0);
}

function unusable(file: string, why: string): Failure {
  return new Failure("failed", `The store ${file} cannot be used: ${why}. Nothing in it was changed.`);
}

function damaged(file: string): Failure {
  return new Failure(
    "failed",
    `The store ${file} is damaged. Move its folder away, and ask an administrator for a new activation link.`,
  );
}

/** SQLite's primary result codes. */
const busy = 5;
const locked = 6;
const readOnly = 8;
const inputOutput = 10;
const corrupt = 11;
const full = 13;
const cannotOpen = 14;
const notADatabase = 26;

function resultOf(error: unknown): number {
  const { errcode } = error as { errcode?: number };
  return (errcode ?? 0) & 0xff;
}

export function isBusy(error: unknown): boolean {
  return [busy, locked].includes(resultOf(error));
}

function isDamage(error: unknown): boolean {
  return [corrupt, notADatabase].includes(resultOf(error));
}

/** What a person can put right, in words for them; otherwise the error itself. */
export function failureOfDisk(error: unknown, file: string): unknown {
  const isOfDisk = [readOnly, inputOutput, full, cannotOpen].includes(resultOf(error));
  return isOfDisk ? unusable(file, (error as Error).message) : error;
}

/** Does it again while another process holds the store. */
export async function whenFree<T>(act: () => T): Promise<T> {
  const begun = performance.now();
  for (;;) {
    try {
      return act();
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (performance.now() - begun > patienceMs) {
        throw new Failure("failed", "Another hesper-key holds the store and does not let go of it. Try again later.");
      }
      // Different for each, so that two do not meet again and again.
      await wait(1 + ((performance.now() * 7919) % longestPauseMs));
    }
  }
}
