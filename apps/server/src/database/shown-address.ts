// Where a database of PostgreSQL is, for messages.

/** The address without the password. */
export function shownAddress(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${decodeURIComponent(hostname || "localhost")}:${port || "5432"}${pathname}`;
}
