// The real server as it ships, as a process, and people in its database, made by its own modules.
import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { readConfig } from "../../apps/server/src/config/config.ts";
import type { Keyring } from "../../apps/server/src/data-keys/data-keys.ts";
import { openSecrets } from "../../apps/server/src/data-keys/open.ts";
import { type Database, openDatabase } from "../../apps/server/src/database/database.ts";
import { systemClock } from "../../apps/server/src/security/clock.ts";
import { createIds, type IdSource } from "../../apps/server/src/security/ids.ts";
import { systemRandom } from "../../apps/server/src/security/random.ts";
import { freePort } from "../../apps/server/src/testing/free-port.ts";
import type { Bench } from "../scenario.ts";
import { type Cores, startNode, untilItAnswers } from "./processes.ts";

const program = join(import.meta.dirname, "../../apps/server/bin/server.mjs");

export interface Node {
  readonly child: ChildProcess;
  readonly url: string;
}

/** What preparations use. Closed before anything is measured. */
export interface Inside {
  readonly db: Database;
  readonly ids: IdSource;
  readonly keyring: Keyring;
}

/** One installation: a data directory, a database, any number of nodes. */
export class Hesper {
  readonly dataDir: string;
  readonly #environment: Record<string, string>;

  /**
   * @param databaseUrl null: SQLite in the data directory.
   * @param name under which it stays, where anything does.
   */
  constructor({ folder, kept }: Pick<Bench, "folder" | "kept">, databaseUrl: string | null = null, name?: string) {
    const isKept = kept !== null && name !== undefined;
    this.dataDir = join(isKept ? kept : folder, `hesper-${isKept ? name : randomBytes(6).toString("hex")}`);
    mkdirSync(this.dataDir, { mode: 0o700, recursive: true });
    this.#environment = {
      HESPER_DATA_DIR: this.dataDir,
      // As behind a proxy on the same machine, which says where each request comes from.
      HESPER_TRUSTED_PROXIES: "127.0.0.1",
      ...(databaseUrl === null ? {} : { HESPER_DATABASE_URL: databaseUrl }),
    };
  }

  /** Works on the database directly, which is made and migrated where there is none. */
  async inside<T>(work: (inside: Inside) => Promise<T>): Promise<T> {
    const config = readConfig(this.#environment);
    const db = await openDatabase(config, { isPatient: true });
    try {
      const ids = createIds(systemClock, systemRandom);
      return await work({ db, ids, keyring: await openSecrets(db, config, ids) });
    } finally {
      await db.destroy();
    }
  }

  /** @returns when the node says that it is ready; its log goes to a file. */
  async start(cores: Cores, firstQuestion: { path: string; headers?: Record<string, string> } = ready): Promise<Node> {
    const port = await freePort();
    const environment = { ...this.#environment, HESPER_PORT: String(port) };
    const child = startNode(program, { cores, environment, logFile: join(this.dataDir, `node-${port}.log`) });
    const url = `http://127.0.0.1:${port}`;
    await untilItAnswers(child, `${url}${firstQuestion.path}`, firstQuestion.headers);
    return { child, url };
  }
}

const ready = { path: "/readyz" };
