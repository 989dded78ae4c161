// `hesper backup`: made while the server runs, verified without a database, restored into either kind of database, and what
// must not come to life again.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { latestMigration } from "../database/migrate.ts";
import { systemClock } from "../security/clock.ts";
import { findingsOf, sealAll } from "../testing/audit.ts";
import { runHesper } from "../testing/command-line.ts";
import { contentsOf } from "../testing/contents.ts";
import { onPostgres } from "../testing/engine.ts";
import { MovableClock, TestServer } from "../testing/harness.ts";
import { makeInstallation } from "../testing/installation.ts";
import { eventsOf } from "../testing/people.ts";

// The programs that are started hash as in production.
vi.unmock("@node-rs/argon2");

// The command reads the machine's clock; what happened before lies before.
const server = new TestServer({}, new MovableClock(systemClock.nowMs() - 50 * 86_400_000));
const folder = mkdtempSync(join(tmpdir(), "hesper-backup-"));
const file = (name: string) => join(folder, name);
const backupFile = file("first.age");
const passphrase = "seven hundred paper lanterns";

beforeAll(async () => {
  await server.start();
  await makeInstallation(server);
  const identity = await generateX25519Identity();
  writeFileSync(file("identity.txt"), `# made for this test\n${identity}\n`);
  writeFileSync(file("recipient.txt"), await identityToRecipient(identity));
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

function backup(environment: Record<string, string>, args: string[], input = "") {
  return runHesper(environment, ["backup", ...args], { input });
}

/** Of keys: codes that activate end with a restore, and the numbers of what they are told begin again. */
const begunAgain: Record<string, RegExp> = {
  keys: /"activation_(?:hash|expires_at)":[^,]+,|"change_revision":\d+,/g,
  key_accounts: /"revision":\d+,/g,
};

/** Rows of a database but the events that backups leave and what the restore ends. */
function lasting(contents: Map<string, string[]>): Record<string, string[]> {
  const ended = [
    "sessions",
    "security_key_openings",
    "pending_logins",
    "trusted_browsers",
    "authenticator_enrolments",
    "invitations",
    "outbox",
  ];
  const more = ["password_resets", "email_changes", "temporary_passes", "setup_tokens", "authenticators"];
  const kept = [...contents].filter(([name]) => ![...ended, ...more, "jobs"].includes(name));
  const lastingRow = (name: string, row: string) => row.replace(begunAgain[name] ?? /$^/, "");
  return Object.fromEntries(
    kept.map(([name, rows]) => [
      name,
      rows.filter((row) => !row.includes('"backup.')).map((row) => lastingRow(name, row)),
    ]),
  );
}

describe("hesper backup create", () => {
  it("writes a whole file for its owner only, while the server runs, and leaves an event", async () => {
    const recipient = readFileSync(file("recipient.txt"), "utf8");
    const { status, stdout, stderr } = backup(server.environment, ["create", backupFile, "--recipient", recipient]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(`The backup is made: ${backupFile}, `);
    expect(stdout).toMatch(/The master key \(id [0-9a-f]{16}\) is not in it\. Keep the key apart/);
    expect(statSync(backupFile).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.endsWith(".partial"))).toEqual([]);
    const [event] = await eventsOf(server, "backup.created");
    expect(event).toMatchObject({
      actor_id: null,
      address: "command line",
      detail: { encryptedTo: "x25519", recipients: 1, rows: expect.any(Number), withMasterKey: false },
    });
    expect(JSON.stringify(event)).not.toContain("first.age");
    const key = readFileSync(server.masterKeyFile, "utf8").trim();
    expect(readFileSync(backupFile).includes(key)).toBe(false);
  });
});

describe("hesper backup verify", () => {
  it("says without a database what is in the backup, and that it is whole", () => {
    const nowhere = { HESPER_DATA_DIR: file("nowhere") };
    const { status, stdout, stderr } = backup(nowhere, ["verify", backupFile, "--identity", file("identity.txt")]);
    expect([status, stderr]).toEqual([0, ""]);
    const engine = onPostgres ? "PostgreSQL" : "SQLite";
    expect(stdout).toMatch(
      new RegExp(
        `The backup is whole\\. Made at 20[^ ]+Z by Hesper [^ ]+ \\(${latestMigration}\\) from ${engine}: \\d+ rows of \\d+ tables`,
      ),
    );
    expect(existsSync(file("nowhere"))).toBe(false);
  });
});

describe("hesper backup restore", () => {
  const restored = new TestServer({}, new MovableClock(systemClock.nowMs()));
  /** The other kind of database, or another file. */
  const other = new TestServer({ HESPER_DATABASE_URL: "" }, new MovableClock(systemClock.nowMs()));
  beforeAll(async () => {
    await restored.database.make();
    rmSync(other.dataDir, { recursive: true });
  });
  afterAll(async () => {
    await restored.stop();
    await other.stop();
  });

  it("puts everything back into an empty place; what lets in without a new proof is gone", async () => {
    const before = await contentsOf(server.hesper.db);
    const args = ["restore", backupFile, "--identity", file("identity.txt")];
    const { status, stdout, stderr } = backup(restored.environment, args);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("Everybody is logged out");
    expect(stdout).toContain("Recovery codes that were used after the backup was made work again");
    expect(stdout).toMatch(/Now put the master key \(id [0-9a-f]{16}\) into .*master.key, mode 0600/);
    writeFileSync(restored.masterKeyFile, readFileSync(server.masterKeyFile), { mode: 0o600 });
    const { db } = await restored.start();
    expect(lasting(await contentsOf(db))).toEqual(lasting(before));
    const events = await eventsOf(restored, "backup.restored");
    expect(events).toHaveLength(1);
    expect(events[0]?.detail).toMatchObject({ schema: latestMigration, rows: expect.any(Number) });
    // A second time it would have to overwrite.
    const after = await contentsOf(db);
    const files = readdirSync(restored.dataDir);
    const again = backup(restored.environment, args);
    expect(again.stderr).toMatch(/^hesper: [^\n]+(?:is not empty|a database already)[^\n]+\n$/);
    expect(again.status).toBe(1);
    expect(await contentsOf(db)).toEqual(after);
    expect(readdirSync(restored.dataDir)).toEqual(files);
  });

  it("brings the master key where it was asked for, from the one kind of database to the other", async () => {
    const both = file("both.age");
    // A passphrase is made slow on purpose: once is enough.
    const [lock, key] = onPostgres
      ? [
          ["--recipient", readFileSync(file("recipient.txt"), "utf8")],
          ["--identity", file("identity.txt")],
        ]
      : [["--passphrase-stdin"], ["--passphrase-stdin"]];
    const made = backup(restored.environment, ["create", both, "--with-master-key", ...lock], `${passphrase}\n`);
    expect([made.status, made.stderr]).toEqual([0, ""]);
    expect(made.stdout).toContain("is in it: whoever opens the backup opens every secret.");
    const { status, stdout, stderr } = backup(other.environment, ["restore", both, ...key], passphrase);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(`The master key was in the backup and is now in ${other.masterKeyFile}.`);
    expect(statSync(other.masterKeyFile).mode & 0o777).toBe(0o600);
    expect(readFileSync(other.masterKeyFile)).toEqual(readFileSync(server.masterKeyFile));
    const { db } = await other.start();
    expect(lasting(await contentsOf(db))).toEqual(lasting(await contentsOf(restored.hesper.db)));
    other.clock.move((systemClock.nowMs() - other.clock.nowMs()) / 1000);
    expect(await findingsOf(other)).toEqual([]);
    await sealAll(other);
    expect(await findingsOf(other)).toEqual([]);
  });
});
