// What commands and the agent say to each other: one line of JSON each way, and nothing that is not listed here.

/** Longer lines are no requests. */
export const longestLine = 4096;
/** What an agent answers at most: a list of 10,000 accounts. */
export const longestReply = 32 * 1024 * 1024;

/** What the command that was given the right PIN hands to the agent that it starts. */
export interface Start {
  readonly v: 1;
  /** Which of several keys: see `placeOf`. */
  readonly profile: string;
  readonly key: string;
  readonly identity: string;
}

/** In the store's folder, for whoever may read it: where the agent listens, and the word that it answers to. */
export interface Address {
  readonly v: 1;
  readonly socket: string;
  readonly token: string;
  readonly pid: number;
}

/**
 * - `list`: accounts with these words. `find`: those that a name may mean.
 * - `open`: the account with this id. `code`: its one-time password of now.
 * - `identity`: for what agents do not do, such as syncing.
 * - `status`: is no use. `stop`: the end.
 */
export const asks = ["list", "find", "open", "code", "identity", "status", "stop"] as const;
export type Ask = (typeof asks)[number];

export interface Request {
  readonly v: 1;
  readonly token: string;
  readonly ask: Ask;
  /** Words, a name or an id. */
  readonly text: string;
}

/** What went wrong is told by its code and its sentence. */
export type Reply =
  | { readonly v: 1; readonly ok: true; readonly result: unknown; readonly leftMs: number }
  | { readonly v: 1; readonly ok: false; readonly code: string; readonly sentence: string };

/** @returns null for what is no such message. */
export function readStart(line: string): Start | null {
  return read<Start>(line, { profile: "string", key: "string", identity: "string" });
}

export function readAddress(text: string): Address | null {
  return read<Address>(text, { socket: "string", token: "string", pid: "number" });
}

export function readRequest(line: string): Request | null {
  const request = read<Request>(line, { token: "string", ask: "string", text: "string" });
  return request && asks.includes(request.ask) ? request : null;
}

export function readReply(line: string): Reply | null {
  const refused = read<Reply>(line, { ok: "boolean", code: "string", sentence: "string" });
  return refused ?? read<Reply>(line, { ok: "boolean", result: "any", leftMs: "number" });
}

type Fields = Readonly<Record<string, "string" | "number" | "boolean" | "any">>;

/** Exactly these fields. */
function read<T>(text: string, fields: Fields): T | null {
  const value = parsed(text);
  if (value?.v !== 1 || Object.keys(value).length !== Object.keys(fields).length + 1) return null;
  const isRight = Object.entries(fields).every(
    ([name, type]) => name in value && (type === "any" || typeof value[name] === type),
  );
  return isRight ? (value as T) : null;
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
