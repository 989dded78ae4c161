// PostgreSQL through `pg`: a pool whose broken connections are thrown away, and values as the rest of the program expects.
import { createHash } from "node:crypto";
import { PostgresDialect, type PostgresPool, type PostgresPoolClient } from "kysely";
import pg from "pg";
import { DatabaseProblem, isOutage } from "./errors.ts";

const oldestVersion = 15;
const connectionsAtMost = 10;
/** Waiting for a free connection, or for a new one. Beyond it the request is refused: see `isOutage`. */
const connectTimeoutMs = 5000;
/** What people wait for: beyond it they are better served by being told so. */
const statementTimeoutMs = 15_000;
/** When the server does not even say that a statement took too long: the connection is dead. */
const answerTimeoutMs = statementTimeoutMs + 2000;
const lockTimeoutMs = 10_000;
/** A transaction that was begun and forgotten, by a node that is gone, holds up the others no longer. */
const idleInTransactionMs = 60_000;

/** How full the pool is. */
export interface PoolUse {
  readonly used: number;
  readonly idle: number;
  /** Requests that wait for a connection. */
  readonly waiting: number;
}

const int8 = 20;
const parsers: pg.CustomTypesConfig = {
  getTypeParser: ((id: number, format: "text" | "binary") =>
    // Times and counts are below 2^53; whatever is not was written by somebody else and is as wrong afterwards.
    id === int8 ? (text: string) => Number(text) : pg.types.getTypeParser(id, format)) as never,
};

/** PostgreSQL's texts hold no NUL. What is given with one equals nothing that is stored. */
function withoutNul(value: unknown): unknown {
  return typeof value === "string" ? value.replaceAll("\0", "\ufffd") : value;
}

/** Statements that are prepared once on each connection. Those with lists of any length are too many to keep. */
const preparedAtMost = 500;
const names = new Map<string, string>();

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= preparedAtMost) return known;
  const name = createHash("sha256").update(text).digest("base64url").slice(0, 22);
  names.set(text, name);
  return name;
}

const always = "set timezone = 'UTC'; set default_transaction_isolation = 'read committed'";
/** What people wait for is answered from indexes: to start workers for it takes longer than the answer. */
const impatient =
  `set statement_timeout = ${statementTimeoutMs}; set lock_timeout = ${lockTimeoutMs}; ` +
  `set idle_in_transaction_session_timeout = ${idleInTransactionMs}; set max_parallel_workers_per_gather = 0`;

/** One connection while it is lent. After an outage it is closed instead of being lent again. */
class Lent {
  readonly #client: pg.PoolClient;
  #isBroken = false;

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  async query(text: string, values: readonly unknown[] = []): Promise<pg.QueryResult> {
    const name = values.length > 0 ? nameOf(text) : undefined;
    try {
      return await this.#client.query({ text, values: values.map(withoutNul), ...(name ? { name } : {}) });
    } catch (error) {
      if (isOutage(error)) this.#isBroken = true;
      throw error;
    }
  }

  release(isDiscarded = false): void {
    this.#client.release(this.#isBroken || isDiscarded);
  }
}

export interface Connecting {
  /** Told of connections that are cut while nobody uses them. */
  readonly onIdleError?: (error: Error) => void;
  /** For migrations and commands, whose statements may take long. */
  readonly isPatient?: boolean;
}

export function connectPostgres(url: string, { onIdleError = () => {}, isPatient = false }: Connecting = {}) {
  const address = new URL(url);
  const max = Number(address.searchParams.get("pool") ?? connectionsAtMost);
  address.searchParams.delete("pool");
  const pool = new pg.Pool({
    connectionString: address.href,
    max,
    types: parsers,
    connectionTimeoutMillis: connectTimeoutMs,
    ...(isPatient ? {} : { query_timeout: answerTimeoutMs }),
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    // What is asked without waiting for an answer goes out at once: see `atOnce`.
    pipeline: true,
    application_name: "hesper",
    onConnect: async (client) => void (await client.query(isPatient ? always : `${always}; ${impatient}`)),
  });
  // A connection that is cut while nobody uses it. The pool has thrown it away already.
  pool.on("error", onIdleError);
  // Cut between two statements of a transaction: the next statement says so. Without this the process would end.
  pool.on("connect", (client) => void client.on("error", () => {}));
  const lending = {
    connect: async () => new Lent(await pool.connect()) as unknown as PostgresPoolClient,
    end: () => pool.end(),
    options: pool.options,
  } as unknown as PostgresPool;
  return {
    dialect: new PostgresDialect({ pool: lending }),
    use: (): PoolUse => ({
      used: pool.totalCount - pool.idleCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
    }),
  };
}

/** Throws `DatabaseProblem` where the server is too old. @param version such as `150004`: `server_version_num`. */
export function checkVersion(version: number): void {
  const major = Math.floor(version / 10_000);
  if (major >= oldestVersion) return;
  throw new DatabaseProblem(`The database is PostgreSQL ${major}. Hesper needs version ${oldestVersion} or newer.`);
}
