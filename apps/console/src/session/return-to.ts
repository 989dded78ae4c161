// Where to go after the log-in: only to a path of this console, never to another site.

/** @returns the path to open; "/" for anything that is not an own path. */
export function ownPath(wanted: unknown, origin: string): string {
  if (typeof wanted !== "string" || !wanted.startsWith("/") || wanted.length > 512) return "/";
  // "//host" and "/\host" are other sites for a browser; control characters are dropped by it before it looks.
  if (/^\/[/\\]/.test(wanted) || /[\p{Cc}\\]/u.test(wanted)) return "/";
  if (!URL.canParse(wanted, origin)) return "/";
  const url = new URL(wanted, origin);
  if (url.origin !== origin || url.pathname === "/log-in" || url.pathname.startsWith("/api/")) return "/";
  return `${url.pathname}${url.search}${url.hash}`;
}
