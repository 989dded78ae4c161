// The `hesper-key` command as programs of its own, against a server: activation, accounts as they come and go, private
// accounts, states of the key, troubles, and the exit status of each.
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { AccountId } from "../../../server/src/security/ids.ts";
import { askAgent } from "../agent/client.ts";
import { type KeyMachine, otp, pin, World } from "../testing/world.ts";

const world = new World();
beforeAll(() => world.start());
afterAll(() => world.stop());

const error = (code: string) => ({ error: expect.objectContaining({ code, message: expect.any(String) }) });

describe("hesper-key activate", () => {
  it("activates once, asks for a PIN as the policy says, and begins unlocked", async () => {
    const machine = world.machine();
    const { activationLink, activationCode } = await world.reserve("Desk");
    const activate = (...args: string[]) => machine.json(["activate", ...args, "--pin-stdin"], { input: `${pin}\n` });
    expect(await machine.json(["status"])).toMatchObject({ status: 8, value: error("not_activated") });
    expect(await activate("https://hesper.example.org/")).toMatchObject({ status: 2, value: error("bad_link") });
    const weak = await machine.run(["activate", activationLink, "--pin-stdin"], { input: "12345\n" });
    expect([weak.status, weak.stderr]).toEqual([2, expect.stringContaining("at least 6 characters")]);
    const spoilt = activationLink.replace(activationCode, `0000${activationCode.slice(4)}`);
    expect(await activate(spoilt)).toMatchObject({ status: 1, value: error("invalid_code") });

    const done = await machine.run(["activate", activationLink, "--pin-stdin"], { input: `${pin}\n` });
    expect([done.status, done.stdout]).toEqual([0, expect.stringContaining("The key Desk is activated.")]);
    const { value } = await machine.json(["status"]);
    expect(value).toMatchObject({
      name: "Desk",
      status: "active",
      employee: { email: "edith@example.org" },
      wrongPins: 0,
    });
    expect(done.stdout).toContain(value.fingerprint);
    expect(value.unlockedForSeconds).toBeGreaterThan(800);
    expect(await activate(activationLink)).toMatchObject({ status: 1, value: error("already_activated") });
    const other = await machine.json(["--key", "other", "activate", activationLink, "--pin-stdin"], {
      input: `${pin}\n`,
    });
    expect(other).toMatchObject({ status: 1, value: error("invalid_code") });
    // The PIN is nowhere, and what it locks opens with it.
    for (const name of readdirSync(machine.place().folder).filter((one) => !one.endsWith(".sock"))) {
      expect(readFileSync(join(machine.place().folder, name)).includes(pin)).toBe(false);
    }
    expect(await machine.json(["lock"])).toMatchObject({ status: 0, value: { locked: true } });
    expect(await askAgent(machine.place(), "status")).toBeNull();
    expect(await machine.json(["unlock"])).toMatchObject({ status: 3, value: error("no_terminal") });
    expect(await machine.json(["unlock", "--pin-stdin"], { input: `${pin}\n` })).toMatchObject({ status: 0 });
    expect((await askAgent(machine.place(), "status"))?.ok).toBe(true);
  });
});

describe("accounts", () => {
  let machine: KeyMachine;
  beforeAll(async () => {
    machine = await world.key();
    await world.account("Mail of the company");
    await world.account("Mailing list", { password: "only a password" });
    await world.account("Bank");
  });

  it("come with a sync, which needs no PIN and says what is new", async () => {
    expect(await machine.run(["list"])).toMatchObject({ status: 0, stdout: "No accounts.\n" });
    const { status, value } = await machine.json(["sync"]);
    expect([status, value.status, value.stored.length]).toEqual([0, "active", 3]);
    expect(await machine.run(["sync"])).toEqual({ status: 0, stdout: "Nothing is new.\n", stderr: "" });
    const listed = await machine.json(["list", "mail"]);
    expect(listed.value.accounts.map(({ name }: { name: string }) => name)).toEqual([
      "Mail of the company",
      "Mailing list",
    ]);
  });

  it("are found by name, beginning or words, and shown without their secrets unless these are named", async () => {
    await machine.unlock();
    const shown = await machine.run(["show", "mail of the company"]);
    expect([shown.status, shown.stdout]).toEqual([0, expect.stringContaining("password, one-time password")]);
    expect(shown.stdout).not.toContain("secret of");
    const json = await machine.json(["show", "mail of"]);
    expect(json.value).toMatchObject({ login: "edith@example.org", has: { password: true, otp: true, notes: false } });
    expect(JSON.stringify(json.value)).not.toContain("secret of");
    const revealed = await machine.json(["show", "company", "--reveal", "password", "otp"]);
    expect(revealed.value).toMatchObject({ password: "secret of Mail of the company", otp });
    const ambiguous = await machine.json(["show", "mail"]);
    expect(ambiguous).toMatchObject({ status: 4, value: error("ambiguous") });
    expect(ambiguous.value.error.candidates.map(({ name }: { name: string }) => name)).toEqual([
      "Mail of the company",
      "Mailing list",
    ]);
    expect((await machine.run(["show", ambiguous.value.error.candidates[1].id])).stdout).toContain("Mailing list");
    expect(await machine.json(["otp", "nothing like this"])).toMatchObject({ status: 4, value: error("not_found") });
    expect(await machine.json(["otp", "mailing"])).toMatchObject({ status: 4, value: error("no_otp") });
  });

  it("give their codes off line, through the agent or with the PIN", async () => {
    await machine.unlock();
    await machine.change({ server: "http://127.0.0.1:9" });
    const code = await machine.json(["otp", "bank"]);
    expect(code).toMatchObject({ status: 0, value: { name: "Bank", code: expect.stringMatching(/^\d{6}$/) } });
    expect(code.value.secondsLeft).toBeGreaterThan(0);
    expect((await machine.run(["otp", "bank", "--bare"])).stdout).toMatch(/^\d{6}\n$/);
    const locked = await machine.run(["otp", "bank", "--no-agent"]);
    expect([locked.status, locked.stdout]).toEqual([3, ""]);
    expect(locked.stderr).toBe("hesper-key: There is no terminal to ask for the PIN: use --pin-stdin.\n");
    const asked = await machine.run(["otp", "bank", "--no-agent", "--pin-stdin"], { input: `${pin}\n` });
    expect([asked.status, asked.stdout]).toEqual([0, expect.stringMatching(/^\d{6} {2}\d+ seconds? left\n$/)]);
    expect(await machine.json(["sync"])).toMatchObject({ status: 5, value: error("unreachable") });
    await machine.change({ server: world.address });
  });

  it("says what is wrong on the command line, as JSON too, with exit status 2", async () => {
    for (const args of [
      ["otp"],
      ["otp", "bank", "--whatch"],
      ["oto"],
      ["show", "bank", "--reveal", "all"],
      ["--key", "../x", "list"],
    ]) {
      const { status, stdout, stderr } = await machine.run(args);
      expect([status, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(/^hesper-key: [^\n]+\n$/);
    }
    expect(await machine.json(["otp"])).toMatchObject({ status: 2, stderr: "", value: error("usage") });
    const help = await machine.run(["otp", "--help"]);
    expect([help.status, help.stdout]).toEqual([0, expect.stringContaining("--watch")]);
  });
});

describe("private accounts", () => {
  it("are made, changed, served to the employee's other key, and deleted there too", async () => {
    const [machine, other] = [await world.key("Laptop"), await world.key("Phone")];
    await machine.unlock();
    const made = await machine.json(
      [
        "add",
        "Diary",
        "--login",
        "edith",
        "--url",
        "https://diary.example.org",
        "--password-stdin",
        "--otp-stdin",
        "--notes-stdin",
      ],
      { input: `dear diary\n${otp.secret}\nfirst\nsecond\n` },
    );
    expect([made.status, made.value.name]).toEqual([0, "Diary"]);
    const all = ["--reveal", "password", "otp", "notes"];
    const shown = await machine.json(["show", "diary", ...all]);
    expect(shown.value).toMatchObject({ kind: "private", password: "dear diary", otp, notes: "first\nsecond" });
    expect(await machine.json(["edit", "diary", "--name", "Journal", "--generate", "24", "--no-notes"])).toMatchObject({
      status: 0,
    });
    await other.unlock();
    await other.run(["sync"]);
    const there = await other.json(["show", "journal", ...all]);
    expect(there.value).toMatchObject({ name: "Journal", login: "edith", otp, notes: null });
    expect(there.value.password).toHaveLength(24);

    // Without the PIN nothing of it is to be read.
    expect((await other.run(["list", "--no-agent"])).stdout).not.toContain("Journal");
    // Changed from what the other key has changed meanwhile: refused, with the name of that key.
    expect(await machine.json(["edit", "journal", "--login", "ada"])).toMatchObject({ status: 0 });
    const late = await other.json(["edit", "journal", "--login", "grace"]);
    expect(late).toMatchObject({ status: 9, value: error("conflict") });
    expect(late.value.error.message).toContain("Laptop");
    await other.run(["sync"]);
    expect(await other.json(["remove", "journal"])).toMatchObject({ status: 3, value: error("no_terminal") });
    expect(await other.json(["remove", "journal", "--yes"])).toMatchObject({ status: 0 });
    expect((await machine.run(["sync"])).stdout).toMatch(/^Removed: private account/);
    expect(await machine.json(["show", "journal"])).toMatchObject({ status: 4 });
    expect(await machine.json(["remove", "bank", "--yes"])).toMatchObject({ status: 4 });
  });

  it("are imported after a preview, exported to a passphrase, and imported from there", async () => {
    const machine = await world.key("Desk");
    await machine.unlock();
    const csv = join(machine.folder, "chrome.csv");
    const row = (name: string, password: string) => `${name},https://${name}.example.org,edith,${password},`;
    writeFileSync(
      csv,
      ["name,url,username,password,note", row("alpha", "one"), row("beta", "two"), row("gamma", "")].join("\n"),
    );
    const asking = await machine.run(["import", csv]);
    expect([asking.status, asking.stderr]).toEqual([3, expect.stringMatching(/alpha(.|\n)*beta(.|\n)*Not imported/)]);
    expect((await machine.json(["list"])).value.accounts).toEqual([]);
    const done = await machine.json(["import", csv, "--yes"]);
    expect(done).toMatchObject({
      status: 0,
      value: { created: 2, left: 0, failed: [], notTaken: [{ name: "gamma" }] },
    });
    const file = join(machine.folder, "all.age");
    const given = { input: `${pin}\nlong enough passphrase\n` };
    const out = await machine.json(["export", file, "--pin-stdin", "--passphrase-stdin"], given);
    expect(out).toMatchObject({ status: 0, value: { accounts: 2 } });
    expect(readFileSync(file).includes("alpha")).toBe(false);
    expect(await machine.json(["export", file, "--pin-stdin", "--passphrase-stdin"], given)).toMatchObject({
      status: 1,
    });
    const back = await machine.json(["import", file, "--yes", "--passphrase-stdin"], {
      input: "long enough passphrase\n",
    });
    // The same accounts: none is made twice.
    expect(back).toMatchObject({ status: 0, value: { created: 0, left: 0 } });
    expect(back.value.notTaken.map(({ name }: { name: string }) => name).sort()).toEqual(["alpha", "beta"]);
    expect((await machine.json(["list"])).value.accounts).toHaveLength(2);
    expect((await machine.json(["import", join(machine.folder, "none"), "--yes"])).status).toBe(1);
  });
});

describe("states of the key", () => {
  it("locks after too many wrong PINs, tells the server, and opens when an administrator has unlocked it", async () => {
    const machine = await world.key();
    await machine.change({ wrongPins: 8 });
    const wrong = () => machine.json(["unlock", "--pin-stdin"], { input: "000000\n" });
    const first = await wrong();
    expect(first).toMatchObject({ status: 3, value: error("wrong_pin") });
    expect(first.value.error.message).toContain("After one more");
    expect(await wrong()).toMatchObject({ status: 3, value: error("pin_locked") });
    // The right one comes too late.
    const right = (environment = {}) => machine.json(["unlock", "--pin-stdin"], { input: `${pin}\n`, environment });
    expect(await right()).toMatchObject({ status: 3, value: error("pin_locked") });
    expect(await machine.run(["sync"])).toMatchObject({ status: 3, stdout: expect.stringContaining("was told") });
    await world.setStatus(machine, "active", null);
    // On line it asks the server by itself before it refuses.
    expect(await right({ HESPER_KEY_OFFLINE: "" })).toMatchObject({ status: 0 });
    expect((await machine.record()).wrongPins).toBe(0);
  });

  it("opens nothing while it is suspended, and ends its agent", async () => {
    const machine = await world.key();
    await world.account("Safe");
    await machine.unlock();
    await machine.run(["sync"]);
    await world.setStatus(machine, "suspended", "lost");
    expect(await machine.run(["sync"])).toMatchObject({
      status: 6,
      stdout: expect.stringContaining("suspended (lost)"),
    });
    expect(await askAgent(machine.place(), "status")).toBeNull();
    for (const args of [["otp", "safe"], ["list"], ["status"]]) {
      expect((await machine.run([...args, "--pin-stdin"], { input: `${pin}\n` })).status).toBe(6);
    }
    expect((await machine.run(["names"])).stdout).toBe("");
    await world.setStatus(machine, "active", null);
    const back = await machine.json(["otp", "safe", "--pin-stdin", "--no-agent"], {
      input: `${pin}\n`,
      environment: { HESPER_KEY_OFFLINE: "" },
    });
    expect(back).toMatchObject({ status: 0, value: { name: "Safe" } });
  });

  it("wipes itself when it was compromised, and nothing of it can be found in its folder", async () => {
    const machine = await world.key();
    await world.account("Vault");
    await machine.unlock();
    await machine.run(["sync"]);
    const { token } = await machine.record();
    const holds = (words: string) => {
      const { folder } = machine.place();
      return readdirSync(folder).some(
        (name) => !name.endsWith(".sock") && readFileSync(join(folder, name)).includes(words),
      );
    };
    expect([holds(token ?? "?"), holds("Vault")]).toEqual([true, true]);
    await world.setStatus(machine, "compromised", "stolen");
    expect(await machine.run(["sync"])).toMatchObject({ status: 6, stdout: expect.stringContaining("was removed") });
    expect([holds(token ?? "?"), holds("Vault")]).toEqual([false, false]);
    expect(await askAgent(machine.place(), "status")).toBeNull();
    expect(await machine.json(["otp", "vault"])).toMatchObject({ status: 6, value: error("wiped") });
    const { body } = await world.administrator.get(`/keys/${machine.keyId}`);
    expect(body.wipedAt).not.toBeNull();
  });
});

describe("what the server gives", () => {
  it("is not believed where two accounts were swapped: said at sync, in the list, when shown, and by the exit status", async () => {
    const machine = await world.key();
    const [one, two] = [await world.account("Swapped one"), await world.account("Swapped two")];
    await machine.unlock();
    expect((await machine.run(["sync"])).status).toBe(0);
    const { db } = world.server.hesper;
    const sealedOf = async (id: string) =>
      (
        await db
          .selectFrom("account_sealed_parts")
          .select("sealed")
          .where("account_id", "=", id as AccountId)
          .executeTakeFirstOrThrow()
      ).sealed;
    const sealed = await sealedOf(two);
    await db
      .updateTable("account_sealed_parts")
      .set({ sealed })
      .where("account_id", "=", one as AccountId)
      .execute();
    const synced = await machine.json(["sync", "--from-the-beginning"]);
    expect(synced).toMatchObject({ status: 7, value: { troubles: [{ name: "Swapped one", trouble: "swapped" }] } });
    const listed = await machine.run(["list", "swapped"]);
    expect([listed.status, listed.stdout]).toEqual([7, expect.stringMatching(/Swapped one.*! .*another account/)]);
    // The last that was good is still there.
    const shown = await machine.json(["show", "swapped one", "--reveal", "password"]);
    expect(shown).toMatchObject({ status: 7, value: { password: "secret of Swapped one", trouble: "swapped" } });
    expect(await machine.json(["otp", "swapped two"])).toMatchObject({ status: 0 });
    expect((await machine.run(["status"])).status).toBe(7);
  });
});

it("shows what a server says as plain text", async () => {
  const machine = await world.key();
  const problem = { status: 429, title: "Wait", detail: "Wait.\u001b]0;owned\u0007", code: "too_many_attempts" };
  const server = createHttpServer((_request, response) => {
    response.writeHead(429, { "content-type": "application/problem+json" }).end(JSON.stringify(problem));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  await machine.change({ server: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  expect(await machine.run(["sync"])).toEqual({
    status: 5,
    stdout: "",
    stderr: "hesper-key: Wait.\ufffd]0;owned\ufffd\n",
  });
  server.close();
});

describe("contact that nobody asked for", () => {
  it("happens behind a command when the last one is a while ago, and at once where an account is not found", async () => {
    const machine = await world.key("Laptop", { HESPER_KEY_OFFLINE: "" });
    await machine.unlock();
    const longAgo = Date.now() - 10 * 60_000;
    await machine.change({ lastContactMs: longAgo });
    await world.account("Brand new");
    expect((await machine.run(["list"])).status).toBe(0);
    await vi.waitFor(async () => expect((await machine.record()).lastContactMs).toBeGreaterThan(longAgo), 20_000);
    await world.account("Newer still");
    expect(await machine.json(["otp", "newer still"])).toMatchObject({ status: 0, value: { name: "Newer still" } });
    // A server that takes the request and never answers it.
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    await machine.change({ server: `http://127.0.0.1:${(silent.address() as AddressInfo).port}` });
    const begun = performance.now();
    expect(await machine.json(["otp", "no such account"])).toMatchObject({ status: 4, value: error("not_found") });
    expect(performance.now() - begun).toBeLessThan(10_000);
    silent.close();
    // Off line it knows what it knows.
    await machine.change({ server: world.address });
    await world.account("Newest");
    expect((await machine.run(["otp", "newest", "--offline"])).status).toBe(4);
  });
});
