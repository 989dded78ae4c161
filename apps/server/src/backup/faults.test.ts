// Backups that are cut off, changed, of somebody else, or no backups: each is said in one line, and nothing is touched.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { generateHybridIdentity, generateX25519Identity, identityToRecipient } from "age-encryption";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { commandLineOrigin } from "../audit/service.ts";
import { inSnapshot } from "../database/database.ts";
import { latestMigration } from "../database/migrate.ts";
import { createIds } from "../security/ids.ts";
import { readMasterKey } from "../security/master-key.ts";
import { systemRandom } from "../security/random.ts";
import { Secret } from "../security/secret.ts";
import { writeEvents } from "../testing/audit.ts";
import { runHesper } from "../testing/command-line.ts";
import { contentsOf } from "../testing/contents.ts";
import { TestServer } from "../testing/harness.ts";
import { identitiesIn, type Opening, seal, sealingTo, unseal } from "./age.ts";
import { createBackup } from "./create.ts";
import { BackupReader, type HeadStart, writeBackup } from "./format.ts";
import { findMasterKeyId } from "./keys.ts";
import { BackupProblem } from "./problem.ts";
import { restoreBackup, verifyBackup } from "./restore.ts";
import { refuseFilledPlace } from "./target.ts";

// The programs that are started hash as in production.
vi.unmock("@node-rs/argon2");

const server = new TestServer();
const folder = mkdtempSync(join(tmpdir(), "hesper-faults-"));
const file = (name: string) => join(folder, name);
const passphrase = "seven hundred paper lanterns";
let identity = "";
let recipient = "";
/** Before it is encrypted, and afterwards. */
let plain: Buffer = Buffer.alloc(0);
let sealed: Buffer = Buffer.alloc(0);
/** The length of what age puts before the first encrypted piece. */
let headLength = 0;

async function bytesOf(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts);
}

function startOf(masterKeyId: string | null): HeadStart {
  const madeAt = "2026-03-01T12:00:00.000Z";
  return { program: "0.1.0", schema: latestMigration, engine: "sqlite", madeAt, masterKeyId, masterKey: null };
}

beforeAll(async () => {
  await server.start();
  await server.enrol(await server.setUp());
  // More than two of the pieces of 64 KiB that age encrypts one by one.
  await writeEvents(server, 2000);
  plain = await inSnapshot(server.hesper.db, async (tx) =>
    bytesOf(writeBackup(tx, { start: startOf(await findMasterKeyId(tx)) })),
  );
  identity = await generateX25519Identity();
  recipient = await identityToRecipient(identity);
  sealed = await bytesOf(await seal(Readable.from([plain]), sealingTo([recipient])));
  headLength = sealed.indexOf("\n--- ") + 5 + 43 + 1 + 16;
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const withIdentity = (): Opening => ({ kind: "identities", identities: new Secret([identity]) });
const ids = () => createIds(server.clock, systemRandom);

/** Restores into a folder that is not there. @returns the refusal, after which the folder is not there either. */
async function refusalOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const dataDir = file("target");
  const masterKeyFile = join(dataDir, "master.key");
  let refusal: unknown = null;
  try {
    const request = {
      place: { dataDir, databaseUrl: null },
      masterKey: { kind: "file", file: masterKeyFile },
      origin: commandLineOrigin,
    } as const;
    await restoreBackup(ids(), await BackupReader.open(bytes), request);
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toBeInstanceOf(BackupProblem);
  expect((refusal as Error).message).not.toContain("\n");
  expect(existsSync(dataDir)).toBe(false);
  return (refusal as Error).message;
}

async function refusalOfSealed(bytes: Buffer, opening = withIdentity()): Promise<string> {
  async function* opened() {
    yield* await unseal(Readable.from(bytes.length === 0 ? [] : [bytes]), opening);
  }
  return refusalOf(opened());
}

it("the backup of this test can be restored, so that each refusal has its reason", async () => {
  const dataDir = file("good");
  const request = {
    place: { dataDir, databaseUrl: null },
    masterKey: { kind: "file", file: file("key") },
    origin: commandLineOrigin,
  } as const;
  const reader = await BackupReader.open(await unseal(Readable.from([sealed]), withIdentity()));
  expect((await restoreBackup(ids(), reader, request)).masterKey).toBe("missing");
  expect(sealed.length).toBeGreaterThan(3 * 65_552);
});

describe("a file that is cut off (G-079)", () => {
  it.each([
    ["in the first line", () => 10, "is not one that is encrypted with age"],
    ["in its head", () => headLength - 60, "is damaged"],
    ["right after its head", () => headLength, "is damaged"],
    ["in the first piece", () => headLength + 1000, "is damaged"],
    ["between two pieces", () => headLength + 65_552, "is damaged"],
    ["between the last two pieces", () => headLength + 2 * 65_552, "is damaged"],
    ["by its last byte", () => sealed.length - 1, "is damaged"],
  ])("%s", async (_, length, words) => {
    expect(await refusalOfSealed(sealed.subarray(0, length()))).toContain(words);
  });

  it("to nothing", async () => {
    expect(await refusalOfSealed(Buffer.alloc(0))).toBe("The file is empty.");
  });
});

describe("a file of which one bit is another (G-079)", () => {
  it("is refused, wherever it is", async () => {
    const places = [0, 30, 60, headLength - 50, headLength - 8, headLength, headLength + 70_000, sealed.length - 1];
    for (const place of places) {
      const changed = Buffer.from(sealed);
      changed[place] = (changed[place] ?? 0) ^ 1;
      expect(await refusalOfSealed(changed), `byte ${place}`).toMatch(/damaged|is not one that is encrypted with age/);
    }
  });
});

describe("a file of somebody else", () => {
  it("another identity does not open it", async () => {
    const another: Opening = { kind: "identities", identities: new Secret([await generateX25519Identity()]) };
    expect(await refusalOfSealed(sealed, another)).toContain("The identity is not one that the file is encrypted to");
  });

  it("a passphrase does not open what is encrypted to a recipient", async () => {
    const opening: Opening = { kind: "passphrase", passphrase: new Secret(passphrase) };
    expect(await refusalOfSealed(sealed, opening)).toContain("encrypted to recipients, not to a passphrase");
  });

  it("an identity, or another passphrase, does not open what is encrypted to a passphrase", async () => {
    const sealing = { kind: "passphrase", passphrase: new Secret(passphrase) } as const;
    const locked = await bytesOf(await seal(Readable.from([plain]), sealing));
    expect(await refusalOfSealed(locked)).toContain("encrypted to a passphrase: leave out --identity");
    const wrong: Opening = { kind: "passphrase", passphrase: new Secret(`${passphrase}!`) };
    expect(await refusalOfSealed(locked, wrong)).toContain("The passphrase is wrong");
  });

  it("a hybrid identity opens what is encrypted to it, and no mix of kinds is made", async () => {
    const hybrid = await generateHybridIdentity();
    const to = await identityToRecipient(hybrid);
    const bytes = await bytesOf(await seal(Readable.from([plain]), sealingTo([to])));
    const opening: Opening = { kind: "identities", identities: new Secret(identitiesIn(`# mine\n${hybrid}\n`, "key")) };
    await verifyBackup(await BackupReader.open(await unseal(Readable.from([bytes]), opening)));
    expect(() => sealingTo([to, recipient])).toThrow("of two kinds");
    expect(() => sealingTo([`${recipient}x`])).toThrow("is no recipient of age");
    expect(() => sealingTo([identity])).toThrow("is no recipient of age");
    expect(() => identitiesIn("", "key")).toThrow("key holds no age identity");
    expect(() => identitiesIn(recipient, "key")).toThrow("key holds something that is no age identity");
  });
});

describe("what was encrypted", () => {
  const lines = () => plain.toString("utf8").split("\n").slice(0, -1);
  const of = (all: readonly string[]) =>
    refusalOf(Readable.from([Buffer.from(all.map((line) => `${line}\n`).join(""))]));
  /** With another head. */
  const headed = (change: Record<string, unknown>) => {
    const [first = "", ...others] = lines();
    return of([JSON.stringify({ ...JSON.parse(first), ...change }), ...others]);
  };

  it("is found to be cut off at every line, though age would not know", async () => {
    const all = lines();
    for (const length of [1, 2, 5, 60, all.length - 2, all.length - 1]) {
      expect(await of(all.slice(0, length)), `${length} lines`).toBe("The backup is cut off: its end is missing.");
    }
    const half = plain.subarray(0, plain.length - 5);
    expect(await refusalOf(Readable.from([half]))).toBe("The backup is cut off: its end is missing.");
  });

  it.each<[string, () => Promise<string>, string]>([
    ["a row that was changed", () => of(lines().map((line) => line.replace("ada@example", "eve@example"))), "damaged"],
    ["a row that is missing", () => of(lines().toSpliced(5, 1)), "damaged"],
    ["a line too many", () => of([...lines(), "[]"]), "damaged"],
    ["something else", () => of(['{"hello":1}']), "This is no backup of Hesper."],
    ["no JSON", () => of(["hello"]), "This is no backup of Hesper."],
    ["a newer format", () => headed({ formatVersion: 2, program: "9.1" }), "made by a newer version of Hesper (9.1)"],
    [
      "newer tables",
      () => headed({ schema: "9999-later", program: "9.1" }),
      "made by a newer version of Hesper (9.1, 9999-later)",
    ],
    ["a head without tables", () => headed({ tables: undefined }), "damaged"],
    [
      "tables of another version",
      () => headed({ schema: "0001-first-tables" }),
      "does not hold the tables of its version",
    ],
    ["a master key of another", () => headed({ masterKey: `${"A".repeat(43)}=` }), "is not that of its secrets"],
  ])("%s is refused", async (_, attempt, words) => {
    expect(await attempt()).toContain(words);
  });

  it("whatever it is, it is a backup or refused in one line", async () => {
    const garbage = fc.oneof(fc.string({ maxLength: 200 }), fc.json());
    await fc.assert(
      fc.asyncProperty(fc.array(garbage, { maxLength: 5 }), async (parts) => {
        const some = [Buffer.from(parts.join("\n")), plain.subarray(0, parts.length * 50)];
        for (const bytes of some) {
          const attempt = (async () => verifyBackup(await BackupReader.open(Readable.from([bytes]))))();
          await expect(attempt).rejects.toBeInstanceOf(BackupProblem);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe("a restore beside another master key", () => {
  it("is refused, and touches neither", async () => {
    const masterKeyFile = file("another.key");
    writeFileSync(masterKeyFile, `${"A".repeat(43)}=\n`, { mode: 0o600 });
    const dataDir = file("beside");
    mkdirSync(dataDir);
    const request = {
      place: { dataDir, databaseUrl: null },
      masterKey: { kind: "file", file: masterKeyFile },
      origin: commandLineOrigin,
    } as const;
    const reader = await BackupReader.open(Readable.from([plain]));
    await expect(restoreBackup(ids(), reader, request)).rejects.toThrow("is not the one that the secrets need");
    expect(readdirSync(dataDir)).toEqual([]);
    expect(readMasterKey(masterKeyFile)?.bytes).toEqual(new Uint8Array(32));
  });
});

describe("a restore into a folder in which a part of an older database lies about", () => {
  // SQLite would have replayed it into the restored database.
  it("is refused", async () => {
    const dataDir = file("odd");
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, "hesper.sqlite-wal"), "left behind");
    await expect(refuseFilledPlace({ dataDir, databaseUrl: null })).rejects.toThrow("hesper.sqlite-wal");
    const request = {
      place: { dataDir, databaseUrl: null },
      masterKey: { kind: "file", file: file("key") },
      origin: commandLineOrigin,
    } as const;
    const reader = await BackupReader.open(Readable.from([plain]));
    await expect(restoreBackup(ids(), reader, request)).rejects.toThrow("hesper.sqlite-wal");
    expect(readdirSync(dataDir)).toEqual(["hesper.sqlite-wal"]);
  });
});

describe("a restore that is interrupted", () => {
  it("leaves nothing, takes back the master key that it has written, and can be tried again", async () => {
    const dataDir = file("again");
    const masterKeyFile = file("again.key");
    const key = readMasterKey(server.masterKeyFile);
    const text = Buffer.from(key?.bytes ?? []).toString("base64");
    const whole = await inSnapshot(server.hesper.db, async (tx) =>
      bytesOf(writeBackup(tx, { start: { ...startOf(key?.id ?? null), masterKey: text } })),
    );
    const request = {
      place: { dataDir, databaseUrl: null },
      masterKey: { kind: "file", file: masterKeyFile },
      origin: commandLineOrigin,
    } as const;
    const open = () => BackupReader.open(Readable.from([whole]));
    const onRows = () => {
      throw new BackupProblem("Stopped.");
    };
    await expect(restoreBackup(ids(), await open(), { ...request, onRows })).rejects.toThrow("Stopped.");
    expect([existsSync(dataDir), existsSync(masterKeyFile)]).toEqual([false, false]);
    // Something is in the way at the very end.
    mkdirSync(dataDir);
    const late = () => writeFileSync(join(dataDir, "hesper.sqlite"), "somebody else's");
    await expect(restoreBackup(ids(), await open(), { ...request, onRows: late })).rejects.toThrow("exists already");
    expect(readdirSync(dataDir)).toEqual(["hesper.sqlite"]);
    expect(existsSync(masterKeyFile)).toBe(false);
    rmSync(join(dataDir, "hesper.sqlite"));
    expect((await restoreBackup(ids(), await open(), request)).masterKey).toBe("written");
    expect(readMasterKey(masterKeyFile)).toEqual(key);
  });
});

describe("hesper backup, as a program", () => {
  /** Fails with one line, and leaves the folder as it was. */
  function refused(args: string[]): string {
    const before = readdirSync(folder);
    const environment = { HESPER_DATA_DIR: file("program") };
    const { status, stderr } = runHesper(environment, ["backup", ...args]);
    expect(stderr).toMatch(/^hesper: [^\n]+\n$/);
    expect(status).toBe(1);
    expect(readdirSync(folder)).toEqual(before);
    return stderr;
  }

  it("says in one line what is wrong, exits with 1 and touches nothing (G-079)", () => {
    const changed = Buffer.from(sealed);
    changed[headLength + 70_000] = (changed[headLength + 70_000] ?? 0) ^ 1;
    writeFileSync(file("changed.age"), changed);
    writeFileSync(file("identity.txt"), identity, { mode: 0o600 });
    expect(refused(["restore", file("changed.age"), "--identity", file("identity.txt")])).toContain("is damaged");
  });
});

describe("a full disk", () => {
  const disk = file("disk");
  const isMounted = () => {
    mkdirSync(disk);
    return spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk]).status === 0;
  };
  const canMount = process.platform === "linux" && process.getuid?.() === 0 && isMounted();
  afterAll(() => {
    if (canMount) spawnSync("umount", [disk]);
  });

  it.runIf(canMount)("is said in one line; no part of a file and no event is left", async () => {
    const { db } = server.hesper;
    const before = await contentsOf(db);
    const request = {
      file: join(disk, "full.age"),
      sealing: sealingTo([recipient]),
      masterKey: null,
      program: "0.1.0",
    };
    const attempt = createBackup({ db, ids: ids() }, { ...request, origin: commandLineOrigin });
    await expect(attempt).rejects.toThrow(/^The backup cannot be written: ENOSPC[^\n]*$/);
    await expect(attempt).rejects.toBeInstanceOf(BackupProblem);
    expect(readdirSync(disk)).toEqual([]);
    expect(await contentsOf(db)).toEqual(before);
  });

  it("nor a folder that is not there, nor a file that is", async () => {
    const make = (name: string) =>
      createBackup(
        { db: server.hesper.db, ids: ids() },
        {
          file: file(name),
          sealing: sealingTo([recipient]),
          masterKey: null,
          program: "0.1.0",
          origin: commandLineOrigin,
        },
      );
    await expect(make("nowhere/full.age")).rejects.toThrow(/^The backup cannot be written: ENOENT[^\n]*$/);
    writeFileSync(file("there.age"), "there");
    await expect(make("there.age")).rejects.toThrow("exists already, and nothing is overwritten");
    expect(readFileSync(file("there.age"), "utf8")).toBe("there");
  });
});
