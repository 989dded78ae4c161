// Tells the database errors that the program reacts to. SQLite gives `errcode`, PostgreSQL an SQLSTATE in `code`.

const sqliteBusy = 5;
const sqliteUnique = [1555, 2067];
const sqliteForeignKey = 787;
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

/** SQLITE_BUSY, READONLY, IOERR, CORRUPT, FULL, CANTOPEN: the database cannot write or read at this moment. */
const sqliteOutages = [sqliteBusy, 8, 10, 11, 13, 14];

/** The database is there but cannot do its work: nothing was changed, and it may go again later. */
export function isOutage(error: unknown): boolean {
  const code = numberIn(error);
  return code !== null && sqliteOutages.includes(code & 0xff);
}

export function isUniqueViolation(error: unknown): boolean {
  const code = numberIn(error);
  if (code !== null) return sqliteUnique.includes(code);
  return String((error as { code?: unknown } | null)?.code) === "23505";
}

/** What is removed is referred to, or what is referred to is not there. */
export function isForeignKeyViolation(error: unknown): boolean {
  const code = numberIn(error);
  if (code !== null) return code === sqliteForeignKey;
  return String((error as { code?: unknown } | null)?.code) === "23503";
}
