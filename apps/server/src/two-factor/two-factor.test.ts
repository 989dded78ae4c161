// A person's own second factors through the API: each row of the contract, each refusal, and what changes nothing.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Authenticator, ada, type Browser, expectStatus, TestServer } from "../testing/harness.ts";

const path = "/profile/two-factor";
const unknownId = "01890000-0000-7000-8000-000000000000";
const server = new TestServer();
let browser: Browser;
let first: Authenticator & { recoveryCodes: string[] };

beforeAll(async () => {
  await server.start();
  browser = await server.setUp();
});
afterAll(() => server.stop());

async function begin(name?: string): Promise<Authenticator> {
  const { body } = await expectStatus(browser.post(`${path}/authenticators`, name ? { name } : {}), 201);
  return { id: String(body.id), secret: String(body.secret) };
}

function verify(id: string, code: string) {
  return browser.post(`${path}/authenticators/${id}/verify`, { code });
}

describe("adding the first authenticator app", () => {
  it("shows a new secret of 20 random bytes and its otpauth URI (D-01)", async () => {
    const { body } = await expectStatus(browser.post(`${path}/authenticators`), 201);
    expect(body.secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(body.otpauthUri).toBe(
      `otpauth://totp/Hesper:ada%40example.org?secret=${body.secret}&issuer=Hesper&algorithm=SHA1&digits=6&period=30`,
    );
    expect(body.expiresAt).toBe(new Date(server.clock.nowMs() + 600_000).toISOString());
    const other = await begin();
    expect(other.secret).not.toBe(body.secret);
  });

  it("changes nothing until a code is verified", async () => {
    const before = await browser.get(path);
    expect(before.body).toEqual({ enabled: false, authenticators: [], recoveryCodesLeft: 0 });
    expect((await server.browser().post("/login", { email: ada.email, password: ada.password })).body).toMatchObject({
      status: "authenticated",
    });
  });

  it("refuses a wrong code, an unknown enrolment and one of 10 minutes ago", async () => {
    const { id, secret } = await begin();
    const wrong = await verify(id, await server.code({ secret }, 30));
    expect([wrong.status, wrong.body.code]).toEqual([401, "invalid_code"]);
    expect(wrong.body.clockOffsetSeconds).toBeUndefined();
    const slow = await verify(id, await server.code({ secret }, -3));
    expect(slow.body).toMatchObject({ code: "invalid_code", clockOffsetSeconds: -90 });
    expect((await verify(unknownId, "123456")).body.code).toBe("enrolment_expired");
    expect((await verify("not-an-id", "123456")).status).toBe(404);
    server.clock.move(600);
    const late = await verify(id, await server.code({ secret }));
    expect([late.status, late.body.code]).toEqual([410, "enrolment_expired"]);
    expect((await browser.get(path)).body).toMatchObject({ enabled: false });
  });

  it("is begun anew by a second start: only the newest secret counts (G-101)", async () => {
    await expectStatus(browser.post("/session/reauthenticate", { password: ada.password }), 204);
    const older = await begin();
    const newer = await begin();
    const refused = await verify(older.id, await server.code(older));
    expect([refused.status, refused.body.code]).toEqual([410, "enrolment_expired"]);
    expect((await verify(newer.id, await server.code(older))).body.code).toBe("invalid_code");
  });

  it("enables it, gives 10 recovery codes of 8 characters once, and opens the rest", async () => {
    first = await server.enrol(browser, "Phone");
    expect(first.recoveryCodes).toHaveLength(10);
    expect(new Set(first.recoveryCodes).size).toBe(10);
    for (const code of first.recoveryCodes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
    const { body } = await browser.get(path);
    expect(body).toEqual({
      enabled: true,
      authenticators: [
        { id: first.id, name: "Phone", createdAt: new Date(server.clock.nowMs()).toISOString(), lastUsedAt: null },
      ],
      recoveryCodesLeft: 10,
    });
    expect(JSON.stringify(body)).not.toContain(first.secret);
    const again = await verify(first.id, await server.code(first, 1));
    expect([again.status, again.body.code]).toEqual([410, "enrolment_expired"]);
  });

  it("reminds of saving the codes until the person says so", async () => {
    expect((await browser.get("/next-steps")).body).toEqual({
      items: [{ code: "save_recovery_codes" }, { code: "make_organisation_key" }],
      twoFactorRequired: true,
    });
    await expectStatus(browser.post(`${path}/recovery-codes/saved`), 204);
    expect((await browser.get("/next-steps")).body).toEqual({
      items: [{ code: "make_organisation_key" }],
      twoFactorRequired: true,
    });
  });
});

describe("another authenticator app", () => {
  let second: Authenticator & { recoveryCodes: string[] };

  it("leaves the recovery codes and the old authenticator as they are", async () => {
    second = await server.enrol(browser);
    expect(second.recoveryCodes).toEqual([]);
    const { body } = await browser.get(path);
    expect(body).toMatchObject({
      recoveryCodesLeft: 10,
      authenticators: [{ name: "Phone" }, { name: "Authenticator app 2" }],
    });
    for (const one of [first, second]) {
      server.clock.move(60);
      const other = await server.givePassword();
      await expectStatus(other.post("/login/totp", { code: await server.code(one) }), 200);
    }
  });

  it("may be renamed; the name is one line", async () => {
    const renamed = await browser.send("PATCH", `${path}/authenticators/${second.id}`, { name: " Tablet 🎛 " });
    expect([renamed.status, renamed.body.name]).toEqual([200, "Tablet 🎛"]);
    for (const name of ["", "a\nb", "x".repeat(65)]) {
      const refused = await browser.send("PATCH", `${path}/authenticators/${second.id}`, { name });
      expect(refused.body.code).toBe("invalid_request");
    }
    expect((await browser.send("PATCH", `${path}/authenticators/${unknownId}`, { name: "x" })).status).toBe(404);
  });

  it("may be removed, but the last one may not", async () => {
    expect((await browser.send("DELETE", `${path}/authenticators/${second.id}`)).status).toBe(204);
    expect((await browser.send("DELETE", `${path}/authenticators/${second.id}`)).status).toBe(404);
    const last = await browser.send("DELETE", `${path}/authenticators/${first.id}`);
    expect([last.status, last.body.code]).toEqual([409, "last_second_factor"]);
    const pending = await server.givePassword();
    expect((await pending.post("/login/totp", { code: await server.code(second, 1) })).body.code).toBe("invalid_code");
  });

  it("is refused when there are 10", async () => {
    for (let count = 1; count < 10; count += 1) await server.enrol(browser);
    const refused = await browser.post(`${path}/authenticators`, {});
    expect([refused.status, refused.body.code]).toEqual([409, "conflict"]);
  });
});

describe("recovery codes", () => {
  it("are replaced as a whole: the old ones are void", async () => {
    const { body } = await expectStatus(browser.post(`${path}/recovery-codes`), 201);
    const codes = body.recoveryCodes as string[];
    expect(codes).toHaveLength(10);
    const old = await server.givePassword();
    expect((await old.post("/login/recovery-code", { code: first.recoveryCodes[0] })).body.code).toBe("invalid_code");
    expect((await old.post("/login/recovery-code", { code: codes[0] })).body).toMatchObject({ recoveryCodesLeft: 9 });
    first = { ...first, recoveryCodes: codes };
  });

  it("warn when few are left, and a new authenticator brings new ones when none is", async () => {
    const left: unknown[] = [];
    for (const code of first.recoveryCodes.slice(1)) {
      const other = await server.givePassword();
      await expectStatus(other.post("/login/recovery-code", { code }), 200);
      const items = (await other.get("/next-steps")).body.items as { code: string; left?: number }[];
      left.push(items.find((item) => item.code === "recovery_codes_low")?.left);
    }
    expect(left).toEqual([undefined, undefined, undefined, undefined, undefined, 3, 2, 1, 0]);
    const withoutCodes = await server.browser().post("/login", { email: ada.email, password: ada.password });
    expect(withoutCodes.body.methods).toEqual(["totp"]);
  });

  it("are stored as slow hashes with a salt for the set, and a key that is not in the database (V6.5.2)", async () => {
    const { body } = await expectStatus(browser.post(`${path}/recovery-codes`), 201);
    const stored = JSON.stringify([
      await server.hesper.db.selectFrom("recovery_code_sets").selectAll().execute(),
      await server.hesper.db.selectFrom("recovery_codes").selectAll().execute(),
      await server.hesper.db.selectFrom("data_keys").selectAll().execute(),
    ]);
    for (const code of body.recoveryCodes as string[]) expect(stored).not.toContain(code);
    const [set] = await server.hesper.db.selectFrom("recovery_code_sets").selectAll().execute();
    expect(Buffer.from(set?.salt ?? "", "base64url")).toHaveLength(16);
    expect(set).toMatchObject({ memory_kib: 19_456, passes: 2, lanes: 1 });
  });

  it("may be made longer by a setting", async () => {
    await server.change("recoveryCodeLength", 13);
    const { body } = await expectStatus(browser.post(`${path}/recovery-codes`), 201);
    const code = (body.recoveryCodes as string[])[0] ?? "";
    expect(code).toHaveLength(13);
    await expectStatus((await server.givePassword()).post("/login/recovery-code", { code }), 200);
    await server.change("recoveryCodeLength", 8);
  });
});

describe("disabling 2FA", () => {
  it("voids everything; an administrator then finds only the set-up open", async () => {
    const { body } = await expectStatus(browser.post(`${path}/recovery-codes`), 201);
    const half = await server.givePassword();
    expect((await browser.send("DELETE", path)).status).toBe(204);
    expect((await browser.get(path)).body).toEqual({ enabled: false, authenticators: [], recoveryCodesLeft: 0 });
    const code = (body.recoveryCodes as string[])[0];
    expect((await half.post("/login/recovery-code", { code })).body.code).toBe("login_expired");
    expect((await browser.post(`${path}/recovery-codes`)).body.code).toBe("two_factor_setup_required");
    const fresh = await server.browser().post("/login", { email: ada.email, password: ada.password });
    expect(fresh.body.status).toBe("authenticated");
  });

  it("done twice, changes nothing the second time", async () => {
    await server.change("requireTwoFactor", "nobody");
    expect((await browser.get("/next-steps")).body).toEqual({
      items: [{ code: "set_up_second_factor", required: false, dueAt: null }],
      twoFactorRequired: false,
    });
    expect((await browser.send("DELETE", path)).status).toBe(204);
    expect((await browser.get("/session")).status).toBe(200);
    expect((await browser.post(`${path}/recovery-codes`)).body.code).toBe("conflict");
    expect((await browser.post(`${path}/recovery-codes/saved`)).body.code).toBe("conflict");
  });
});

it("leaves an audit event for every change", async () => {
  const rows = await server.hesper.db.selectFrom("audit_events").select(["type", "subject_id"]).execute();
  const types = new Set(rows.map((row) => row.type));
  for (const type of [
    "two_factor.enabled",
    "two_factor.disabled",
    "authenticator.added",
    "authenticator.renamed",
    "authenticator.removed",
    "authenticator.verification_failed",
    "recovery_codes.created",
    "recovery_codes.reset",
    "recovery_codes.saved",
    "recovery_code.used",
    "login.succeeded",
    "login.second_factor_failed",
  ]) {
    expect(types).toContain(type);
  }
});
