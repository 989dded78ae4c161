// Makes a filled database of the newest tables, as a text, so that later versions can test that they migrate from it:
// `node scripts/make-fixture.ts`. Run it once for each version of the tables that is released; what is there is not changed.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeBackup } from "../apps/server/src/backup/format.ts";
import { findMasterKeyId } from "../apps/server/src/backup/keys.ts";
import { programVersion } from "../apps/server/src/config/version.ts";
import { inSnapshot } from "../apps/server/src/database/database.ts";
import { latestMigration } from "../apps/server/src/database/migrate.ts";
import { TestServer } from "../apps/server/src/testing/harness.ts";
import { makeInstallation } from "../apps/server/src/testing/installation.ts";
import { root } from "./run.ts";

export const fixtureFolder = join(root, "apps/server/src/database/fixtures");

/** What a test needs to log in: of people who do not exist. */
export interface FixtureSecrets {
  readonly nowMs: number;
  readonly masterKey: string;
  readonly people: readonly { readonly email: string; readonly password: string; readonly totpSecret: string }[];
  readonly recoveryCodes: { readonly spent: string; readonly unused: string };
}

async function makeFixture(): Promise<void> {
  const file = join(fixtureFolder, `${latestMigration}.jsonl`);
  if (existsSync(file)) throw new Error(`${file} exists already: fixtures are not changed.`);
  const server = new TestServer();
  try {
    await server.start();
    const { ada, grace } = await makeInstallation(server);
    const nowMs = server.clock.nowMs();
    const madeAt = new Date(nowMs).toISOString();
    const parts: Uint8Array[] = [];
    await inSnapshot(server.hesper.db, async (tx) => {
      const keys = { masterKeyId: await findMasterKeyId(tx), masterKey: null };
      const start = { program: programVersion(), schema: latestMigration, engine: "sqlite", madeAt, ...keys } as const;
      for await (const bytes of writeBackup(tx, { start })) parts.push(bytes);
    });
    const secrets: FixtureSecrets = {
      nowMs,
      masterKey: readFileSync(server.masterKeyFile, "utf8").trim(),
      people: [ada, grace].map(({ email, password, authenticator }) => {
        return { email, password, totpSecret: authenticator?.secret ?? "" };
      }),
      recoveryCodes: {
        spent: ada.authenticator?.recoveryCodes[0] ?? "",
        unused: ada.authenticator?.recoveryCodes[1] ?? "",
      },
    };
    writeFileSync(file, Buffer.concat(parts));
    writeFileSync(join(fixtureFolder, `${latestMigration}.secrets.json`), `${JSON.stringify(secrets, null, 2)}\n`);
  } finally {
    await server.stop();
  }
}

if (import.meta.main) await makeFixture();
