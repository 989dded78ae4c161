// Security mails: what happens to a person's log-in is told to that person, once, in words and nothing else. Every mail
// is read from a real mail server on loopback.
import type { ParsedMail } from "mailparser";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Browser, edith, expectStatus, grace, TestServer } from "../testing/harness.ts";
import { changePolicy, found, join, type Member } from "../testing/people.ts";
import { PostOffice } from "../testing/post-office.ts";
import { addSecurityKey, SoftwareSecurityKey } from "../testing/security-keys.ts";
import { SoftwarePasskey } from "../testing/software-passkey.ts";

const publicUrl = "http://localhost:8080";
const post = new PostOffice();
let server: TestServer;
let boss: Member;
let person: Member;
const everyMail: ParsedMail[] = [];

beforeAll(async () => {
  await post.open();
  server = new TestServer({ HESPER_SMTP_URL: post.url, HESPER_PUBLIC_URL: publicUrl });
  await server.start();
  boss = await found(server);
  person = await (await join(boss, edith, post)).enrol();
});
afterAll(async () => {
  await server.stop();
  await post.close();
});
beforeEach(async () => {
  await boss.logIn(boss.browser);
  await person.logIn(person.browser);
  await deliver();
  post.mails.length = 0;
});

const deliver = () => server.hesper.background.runDue();

async function mailsOf(act: () => Promise<unknown>): Promise<string[]> {
  const brought = await post.mailsOf(deliver, act);
  everyMail.push(...post.mails.map(({ mail }) => mail));
  return brought;
}

const toPerson = (...subjects: string[]) => subjects.map((subject) => `${person.email}: ${subject}`).sort();

async function addAuthenticator(browser: Browser, name: string): Promise<string> {
  server.clock.move(30);
  const { body } = await expectStatus(browser.post("/profile/two-factor/authenticators", { name }), 201);
  const code = await server.code({ secret: String(body.secret) });
  await expectStatus(browser.post(`/profile/two-factor/authenticators/${body.id}/verify`, { code }), 200);
  return String(body.id);
}

describe("the person is told, once, of", () => {
  it("factors that are added and removed", async () => {
    let id = "";
    expect(
      await mailsOf(async () => {
        id = await addAuthenticator(person.browser, "Tablet");
      }),
    ).toEqual(toPerson("An authenticator app was added"));
    expect(post.mails[0]?.mail.text).toContain("“Tablet”");
    const path = `/profile/two-factor/authenticators/${id}`;
    expect(await mailsOf(() => expectStatus(person.browser.send("DELETE", path), 204))).toEqual(
      toPerson("An authenticator app was removed"),
    );
    const passkey = new SoftwarePasskey(publicUrl);
    let passkeyId = "";
    expect(
      await mailsOf(async () => {
        const { body } = await expectStatus(person.browser.post("/profile/passkeys/options"), 200);
        const response = passkey.create(body);
        const added = await expectStatus(person.browser.post("/profile/passkeys", { response, name: "Key" }), 201);
        passkeyId = (added.body.passkey as { id: string }).id;
      }),
    ).toEqual(toPerson("A passkey was added"));
    expect(
      await mailsOf(() => expectStatus(person.browser.send("DELETE", `/profile/passkeys/${passkeyId}`), 204)),
    ).toEqual(toPerson("A passkey was removed"));
  });

  it("keys that were added for them by whoever is logged in as them", async () => {
    const security = () =>
      addSecurityKey(person.browser, {
        name: "Blue one",
        authenticator: new SoftwareSecurityKey(publicUrl),
        faults: { transports: ["usb"] },
      });
    expect(await mailsOf(security)).toEqual(toPerson("A security key was added to your keys"));
    expect(post.mails[0]?.mail.text).toContain("“Blue one” (Security key (USB)) was added");
    await expectStatus(changePolicy(boss.browser, { employeesAddKeys: "all" }), 200);
    const software = () => expectStatus(person.browser.post("/profile/keys", { name: "Laptop" }), 201);
    // A notice without the link, which the page has shown.
    expect(await mailsOf(software)).toEqual(toPerson("A key was made for your accounts"));
    expect(post.mails[0]?.mail.text).toContain("made the key “Laptop”");
    expect(post.mails[0]?.mail.text).not.toContain("#");
    await expectStatus(changePolicy(boss.browser, { employeesAddKeys: "security_keys" }), 200);
  });

  it("recovery codes that are used and reset", async () => {
    const [, code] = person.authenticator?.recoveryCodes ?? [];
    expect(
      await mailsOf(async () => {
        await person.givePassword(person.browser);
        await expectStatus(person.browser.post("/login/recovery-code", { code }), 200);
      }),
    ).toEqual(toPerson("A recovery code was used"));
    expect(post.mails[0]?.mail.text).toContain("9 of them are left");
    expect(await mailsOf(() => expectStatus(person.browser.post("/profile/two-factor/recovery-codes"), 201))).toEqual(
      toPerson("Your recovery codes were reset"),
    );
  });

  it("a new password, chosen in the profile or with a link", async () => {
    const other = "looms weave algebraic patterns";
    const change = (currentPassword: string, newPassword: string) => () =>
      expectStatus(person.browser.post("/profile/password", { currentPassword, newPassword }), 204);
    expect(await mailsOf(change(person.password, other))).toEqual(toPerson("Your password was changed"));
    expect(await mailsOf(change(other, person.password))).toEqual(toPerson("Your password was changed"));
    await expectStatus(server.browser().post("/password-resets", { email: person.email }), 204);
    await deliver();
    const token = post.tokenIn(post.last(person.email, "Choose a new password"));
    expect(
      await mailsOf(() =>
        expectStatus(server.browser().post("/password-resets/finish", { token, newPassword: person.password }), 204),
      ),
    ).toEqual(toPerson("Your password was changed"));
    // What was refused changed nothing, and is no news.
    await person.logIn(person.browser);
    expect(
      await mailsOf(() => person.browser.post("/profile/password", { currentPassword: "wrong", newPassword: other })),
    ).toEqual([]);
  });

  it("the first second factor, and of all of them going", async () => {
    expect(await mailsOf(() => expectStatus(person.browser.send("DELETE", "/profile/two-factor"), 204))).toEqual(
      toPerson("Two-factor authentication is disabled"),
    );
    expect(await mailsOf(() => person.enrol())).toEqual(
      toPerson("An authenticator app was added", "Two-factor authentication is enabled"),
    );
  });

  it("a role, and of being deactivated and reactivated; who did it is told only of the own", async () => {
    for (const [change, subject] of [
      [{ role: "auditor" }, "Your role was changed"],
      [{ status: "deactivated" }, "Your account was deactivated"],
      [{ status: "active" }, "Your account was reactivated"],
      [{ role: "employee" }, "Your role was changed"],
    ] as const) {
      expect(await mailsOf(() => expectStatus(person.change(boss.browser, change), 200))).toEqual(toPerson(subject));
      expect(post.mails[0]?.mail.text).toContain("By: an administrator");
    }
    expect(await mailsOf(() => expectStatus(person.change(boss.browser, {}), 200))).toEqual([]);
  });

  it("a factor that a hundred wrong attempts have switched off, however the attacker's program calls itself", async () => {
    await server.change("longestWaitSeconds", 60);
    const agent = { "user-agent": "Call +1 555 0100 or see http://evil.example/hesper" };
    expect(
      await mailsOf(async () => {
        for (let at = 0; at < 102; at += 1) {
          const attack = { email: person.email, password: "wrong horse battery staple" };
          await server.browser().send("POST", "/login", attack, agent);
          server.clock.move(61);
        }
      }),
    ).toEqual(toPerson("A factor of your log-in is switched off"));
    const { text = "", html } = post.last(person.email, "switched off");
    expect(text).toContain("100 wrong attempts in a row with the password");
    expect(text).toContain("Browser: an unknown program");
    expect(`${text}${html}`).not.toMatch(/evil|0100/);
    await server.change("longestWaitSeconds", 900);
    await expectStatus(server.browser().post("/password-resets", { email: person.email }), 204);
    await deliver();
    const token = post.tokenIn(post.last(person.email, "Choose a new password"));
    await expectStatus(server.browser().post("/password-resets/finish", { token, newPassword: person.password }), 204);
  });

  it("a copied cookie of a trusted browser", async () => {
    const browser = await person.logIn(person.browser, { rememberBrowser: true });
    const thief = browser.at(server.hesper);
    await expectStatus(person.givePassword(browser), 200);
    expect(await mailsOf(() => expectStatus(person.givePassword(thief), 200))).toEqual(
      toPerson("The cookie of a trusted browser was copied"),
    );
    person.browser = browser;
  });

  it("a log-in with a browser that the person had not used, and not of one that the person has", async () => {
    const browser = server.browser();
    const news = toPerson("Log-in with a new browser");
    expect(await mailsOf(() => person.logIn(browser))).toEqual(news);
    expect(post.mails[0]?.mail.text).toMatch(/Address: 127\.0\.0\.1/);
    expect(await mailsOf(() => person.logIn(browser))).toEqual([]);
    await expectStatus(browser.post("/logout"), 204);
    expect(await mailsOf(() => person.logIn(browser))).toEqual([]);
    person.browser = browser;
  });
});

describe("every mail", () => {
  it("was looked at", () => expect(everyMail.length).toBeGreaterThan(18));

  it("is to one person, from the installation, and has one subject", () => {
    for (const { headerLines, from } of everyMail) {
      for (const key of ["to", "subject", "from", "message-id", "date", "auto-submitted"]) {
        expect(
          headerLines.filter((line) => line.key === key),
          key,
        ).toHaveLength(1);
      }
      expect(headerLines.filter(({ key }) => ["cc", "bcc", "reply-to"].includes(key))).toEqual([]);
      expect(from?.value).toEqual([{ address: "hesper@example.org", name: "Hesper" }]);
    }
  });

  it("says the same as text and as HTML", () => {
    for (const { subject = "", text = "", html } of everyMail) {
      const shown = partsOf(String(html));
      for (const part of shown) expect(`${subject}\n${text}`).toContain(part);
      const joined = shown.join("\n");
      for (const line of text.split("\n").filter((one) => one !== "" && one !== "--")) {
        for (const part of line.split(/: |:$/)) expect(joined).toContain(part);
      }
    }
  });

  it("loads nothing, runs nothing, and leads nowhere but to the installation", () => {
    for (const { text = "", html } of everyMail) {
      expect(String(html)).not.toMatch(
        /<(img|link|script|iframe|object|style|video|form|meta(?! charset)|base)|url\(|@import|\bon\w+=|\bsrc=/i,
      );
      for (const url of `${text} ${String(html)}`.match(/\w+:\/\/[^\s"<]+/g) ?? []) {
        expect(url === publicUrl || url.startsWith(`${publicUrl}/`), url).toBe(true);
      }
    }
  });
});

/** The texts between the tags. */
function partsOf(html: string): string[] {
  const entities: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };
  return html
    .split(/<[^>]*>/)
    .map((part) => part.replace(/&\w+;|&#39;/g, (one) => entities[one] ?? one).trim())
    .filter((part) => part !== "");
}

describe("names that are no plain words", () => {
  it.each([
    `</p><script>alert(1)</script>`,
    `"><img src=x onerror=alert(1)>`,
    `Ada = "Ada" <ada@evil.example>, b@evil.example`,
    `=?utf-8?q?=0D=0ABcc=3A_x=40evil.example?=`,
    "%0d%0aBcc: x@evil.example",
    "שלום עולם مرحبا",
    "Zoë 𝔸𝔹 😀",
    "&lt;b&gt; & 'quotes'",
  ])("such as %s are shown as they are, and change neither headers nor HTML", async (name) => {
    const plain = name.replaceAll(":", "");
    await server.change("installationName", plain.slice(0, 60));
    await expectStatus(person.browser.send("PATCH", "/profile", { name }), 200);
    await expectStatus(boss.browser.send("PATCH", "/profile", { name }), 200);
    await mailsOf(() => addAuthenticator(person.browser, name.slice(0, 60)));
    await expectStatus(boss.browser.post(`/employees/${person.id}/password-link`), 201);
    await deliver();
    expect(post.mails).toHaveLength(2);
    for (const { to, mail } of post.mails) {
      expect(to).toEqual([person.email]);
      const keys = mail.headerLines.map(({ key }) => key);
      for (const key of ["to", "subject", "from"]) expect(keys.filter((one) => one === key)).toHaveLength(1);
      expect(keys).not.toContain("bcc");
      expect([mail.from?.value[0]?.address, mail.from?.value.length]).toEqual(["hesper@example.org", 1]);
      expect(mail.from?.value[0]?.name).toBe(plain.slice(0, 60).replace("=?", "= ?"));
      expect(mail.text).toContain(`Hello ${name},`);
      expect(partsOf(String(mail.html))).toContain(`Hello ${name},`);
      expect(String(mail.html)).not.toMatch(/<(script|img)/);
    }
    const [{ text } = {}] = post.to(person.email).slice(-1);
    expect(text).toContain(`${name} sends you a link`);
    const list = (await person.browser.get("/profile/two-factor")).body.authenticators as {
      id: string;
      name: string;
    }[];
    const added = list.find((one) => one.name === name.slice(0, 60));
    await expectStatus(person.browser.send("DELETE", `/profile/two-factor/authenticators/${added?.id}`), 204);
  });

  it.each(["Ada\r\nBcc: x@evil.example", "Ada\nLovelace", "Ada\u0000", "Ada \u202egro.elpmaxe"])(
    "such as %j are refused wherever a name is given",
    async (name) => {
      expect((await person.browser.send("PATCH", "/profile", { name })).status).toBe(400);
      const { email, role } = grace;
      expect((await boss.browser.post("/invitations", { email, role, name })).status).toBe(400);
      const { revision } = (await boss.browser.get("/policy")).body;
      expect((await boss.browser.send("PATCH", "/policy", { revision, installationName: name })).status).toBe(400);
    },
  );
});
