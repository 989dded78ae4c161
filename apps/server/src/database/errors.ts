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
const retriedStates = ["40001", "40P01"];

function numberIn(error: unknown): number | null {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === "number" ? code : null;
}

/** Another writer was first and the whole transaction may be run again. */
export function isRetryable(error: unknown): boolean {
  const code = numberIn(error);
  // The extended codes of SQLITE_BUSY have it in their lowest byte.
  if (code !== null) return (code & 0xff) === sqliteBusy;
  return retriedStates.includes(String((error as { code?: unknown } | null)?.code));
}

/** SQLITE_BUSY, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB: the database cannot write or read at this moment. */
const sqliteOutages = [sqliteBusy, 8, 10, 11, 13, 14, 26];

/** The database is there but cannot do its work: nothing was changed, and it may go again later. */
export function isOutage(error: unknown): boolean {
  const code = numberIn(error);
  return code !== null && sqliteOutages.includes(code & 0xff);
}

/** SQLITE_CORRUPT, NOTADB: what the file holds makes no sense, and trying again does not help. */
export function isDamage(error: unknown): boolean {
  const code = numberIn(error);
  return code !== null && [11, 26].includes(code & 0xff);
}

export function isUniqueViolation(error: unknown): boolean {
  const code = numberIn(error);
  if (code !== null) return sqliteUnique.includes(code);
  return String((error as { code?: unknown } | null)?.code) === "23505";
}
