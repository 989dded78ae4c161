// Tells the database errors that the program reacts to. SQLite gives `errcode`, PostgreSQL an SQLSTATE in `code`.

/** The database cannot be used as it is; the message says what to do. */
export class DatabaseProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = "DatabaseProblem";
  }
}

const sqliteBusy = 5;
const sqliteUnique = [1555, 2067];
const sqliteForeignKey = 787;
/** Serialisation failure and deadlock. */
const retriedStates = ["40001", "40P01"];

function numberIn(error: unknown): number | null {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === "number" ? code : null;
}

function stateIn(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code);
}

/** Another writer was first and the whole transaction may be run again. */
export function isRetryable(error: unknown): boolean {
  const code = numberIn(error);
  // The extended codes of SQLITE_BUSY have it in their lowest byte.
  if (code !== null) return (code & 0xff) === sqliteBusy;
  return retriedStates.includes(stateIn(error)) || isStalePlan(error);
}

/** A transaction of PostgreSQL that has failed already takes nothing more: why it failed was said before. */
export function isAfterFailure(error: unknown): boolean {
  return stateIn(error) === "25P02";
}

/** A prepared statement that another node's migration has made void. It is gone with its connection. */
function isStalePlan(error: unknown): boolean {
  return stateIn(error) === "0A000" && String((error as Error).message).startsWith("cached plan");
}

/** SQLITE_BUSY, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB: the database cannot write or read at this moment. */
const sqliteOutages = [sqliteBusy, 8, 10, 11, 13, 14, 26];

/**
 * Classes and states of PostgreSQL: connection exceptions, lack of resources (disk, memory, connections), stopped or
 * starting, system errors, damage, read-only, too slow; and what was retried for too long.
 */
const postgresOutages = /^(?:08|53|57|58|XX00[12]|25006|25P03|55P03|40001|40P01)/;
const networkErrors = /^E(?:CONN|PIPE|HOST|NET|TIMEDOUT|AI_)/;
/** What the drivers say without a code of the database. */
const driverErrors =
  /^(?:Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error|Client was closed|driver has already been destroyed|database is not open|Postgres connection has been discarded)/;

/** The database is there but cannot do its work: nothing was changed, and it may go again later. */
export function isOutage(error: unknown): boolean {
  const code = numberIn(error);
  if (code !== null) return sqliteOutages.includes(code & 0xff);
  const state = stateIn(error);
  return (
    postgresOutages.test(state) ||
    isStalePlan(error) ||
    networkErrors.test(state) ||
    driverErrors.test(String((error as Error)?.message))
  );
}

/** SQLITE_CORRUPT, NOTADB: what the file holds makes no sense, and trying again does not help. */
export function isDamage(error: unknown): boolean {
  const code = numberIn(error);
  return code !== null && [11, 26].includes(code & 0xff);
}

export function isUniqueViolation(error: unknown): boolean {
  const code = numberIn(error);
  if (code !== null) return sqliteUnique.includes(code);
  return stateIn(error) === "23505";
}

/** What is removed is referred to, or what is referred to is not there. */
export function isForeignKeyViolation(error: unknown): boolean {
  const code = numberIn(error);
  if (code !== null) return code === sqliteForeignKey;
  return String((error as { code?: unknown } | null)?.code) === "23503";
}
