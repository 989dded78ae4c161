// The `age` program opens what we seal, and we open what it encrypts: nobody needs Hesper to get at their accounts.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { hasProgram } from "../../../scripts/test-tools.ts";
import { openAccount, sealAccount } from "./account.ts";
import { deriveIdentity } from "./derive.ts";
import { type Identity, parseIdentity, recipientOf } from "./identity.ts";
import { lockIdentity } from "./passphrase.ts";
import { expected, type Holder, makeHolder, makeHolders, payload, refusal } from "./testing/accounts.ts";

const hasAge = hasProgram("age") && hasProgram("age-keygen");
const folder = mkdtempSync(join(tmpdir(), "hesper-age-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function fileOf(content: Uint8Array | string): string {
  files += 1;
  const file = join(folder, `${files}`);
  writeFileSync(file, content, { mode: 0o600 });
  return file;
}

function decryptWithAge(sealed: Uint8Array, identity: Identity) {
  const args = ["--decrypt", "--identity", fileOf(`${identity.reveal()}\n`), fileOf(sealed)];
  const { status, stdout, stderr } = spawnSync("age", args, { encoding: "utf8" });
  return { status, stdout, stderr };
}

function encryptWithAge(content: string, recipients: readonly string[]): Uint8Array {
  const args = recipients.flatMap((recipient) => ["--recipient", recipient]);
  return execFileSync("age", ["--encrypt", ...args], { input: content });
}

/** Since age 1.3; Debian 12 has 1.1.1. */
function opensHybrid(): boolean {
  if (!hasAge) return false;
  const version = execFileSync("age", ["--version"], { encoding: "utf8" });
  const [, major = "0", minor = "0"] = /(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) > 1 || Number(minor) >= 3;
}

describe.each([
  ["x25519", hasAge],
  ["hybrid", opensHybrid()],
] as const)("the age program (needs the program of that name; hybrid keys: 1.3), with %s keys", (kind, can) => {
  it.skipIf(!can)("opens a sealed account with the identity of each recipient, and with no other", async () => {
    const [ada, edith, stranger] = (await makeHolders(kind, 3)) as [Holder, Holder, Holder];
    const sealed = await sealAccount(payload, [ada.recipient, edith.recipient]);
    for (const { identity } of [ada, edith]) {
      const { status, stdout } = decryptWithAge(sealed, identity);
      expect([status, JSON.parse(stdout)]).toEqual([0, payload]);
    }
    const refused = decryptWithAge(sealed, stranger.identity);
    expect([refused.status, refused.stdout]).toEqual([1, ""]);
    expect(refused.stderr).toContain("no identity matched any of the recipients");
  });

  it.skipIf(!can)("encrypts an account that is opened here, and not by others", async () => {
    const [ada, edith, stranger] = (await makeHolders(kind, 3)) as [Holder, Holder, Holder];
    const sealed = encryptWithAge(`${JSON.stringify(payload, null, 2)}\n`, [ada.recipient, edith.recipient]);
    for (const { identity } of [ada, edith]) expect(await openAccount(sealed, identity, expected)).toEqual(payload);
    expect(await refusal(() => openAccount(sealed, stranger.identity, expected))).toBe("not_for_this_identity");
  });

  it.skipIf(!can)("finds the recipients that we find, for identities of either", async () => {
    const derived = await deriveIdentity({ material: new Uint8Array(32).fill(9), purpose: "security_key", kind });
    for (const identity of [(await makeHolder(kind)).identity, derived]) {
      const recipient = execFileSync("age-keygen", ["-y"], { input: identity.reveal(), encoding: "utf8" }).trim();
      expect(recipient).toBe(await recipientOf(identity));
    }
    const args = kind === "hybrid" ? ["-pq"] : [];
    const lines = execFileSync("age-keygen", args, { encoding: "utf8", stdio: "pipe" }).trim().split("\n");
    const identity = parseIdentity(lines.at(-1) ?? "");
    expect(lines.join("\n")).toContain(`# public key: ${await recipientOf(identity)}`);
  });
});

const hasTerminal = hasAge && process.platform === "linux" && hasProgram("script");
it.skipIf(!hasTerminal)(
  "the age program takes a locked identity as it is, and asks for the passphrase (needs the program `script`)",
  async () => {
    const passphrase = "seven hundred paper lanterns";
    const { identity, recipient } = await makeHolder("x25519");
    const locked = fileOf(await lockIdentity(identity, passphrase));
    const sealed = fileOf(await sealAccount(payload, [recipient]));
    const opened = join(folder, "opened.json");
    // It asks at the terminal only: `script` gives it one.
    const command = `age --decrypt --identity ${locked} --output ${opened} ${sealed}`;
    const child = spawn("script", ["--quiet", "--return", "--command", command, "/dev/null"]);
    let shown = "";
    child.stdout.on("data", (bytes) => {
      const asked = shown.includes("passphrase");
      shown += bytes;
      if (!asked && shown.includes("passphrase")) child.stdin.write(`${passphrase}\n`);
    });
    const [status] = await once(child, "exit");
    expect(status, shown).toBe(0);
    expect(JSON.parse(readFileSync(opened, "utf8"))).toEqual(payload);
  },
);
