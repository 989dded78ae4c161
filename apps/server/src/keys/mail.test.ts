// Mails about keys, read from a real mail server: the link that activates one, and that one was activated.
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { makeHolder, makeOrganisationKey } from "../testing/accounts.ts";
import { makeKey } from "../testing/activated-keys.ts";
import { contentsOf } from "../testing/contents.ts";
import { type Answer, edith, expectStatus, TestServer } from "../testing/harness.ts";
import { found, join, type Member } from "../testing/people.ts";
import { PostOffice } from "../testing/post-office.ts";

const publicUrl = "http://localhost:8080";
const email = "lise@example.org";
const post = new PostOffice();
let server: TestServer;
let boss: Member;
/** Has no log-in. */
let person = { id: "", revision: 0 };

beforeAll(async () => {
  await post.open();
  server = new TestServer({ HESPER_SMTP_URL: post.url, HESPER_PUBLIC_URL: publicUrl });
  await server.start();
  boss = await found(server);
  await makeOrganisationKey(boss.browser);
  const made = await expectStatus(boss.browser.post("/employees", { name: "Lise Meitner", email }), 201);
  person = made.body as unknown as typeof person;
});
afterAll(async () => {
  await server.stop();
  await post.close();
});
beforeEach(() => {
  post.mails.length = 0;
});

const deliver = () => server.hesper.background.runDue();
const mailsOf = (act: () => Promise<unknown>) => post.mailsOf(deliver, act);
const mailedCode = () => post.linkIn(post.last(email, "Activate your key")).split("#")[1] ?? "";

async function activate(activationCode: string, device = "hesper-key 1.0 on Linux"): Promise<Answer> {
  const { recipient } = await makeHolder();
  return server.browser().post("/keys/activate", { activationCode, recipient, device });
}

it("a link is mailed with a code of its own: none is kept in the outbox, and the first use of either voids both", async () => {
  for (const first of ["mailed", "shown"] as const) {
    const shown = await makeKey(boss.browser, person.id, "Laptop");
    await deliver();
    const mailed = mailedCode();
    expect(mailed).toMatch(/^(?:[0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}$/);
    expect(post.last(email, "Activate your key").text).toContain("Ada Lovelace made the key “Laptop” for you.");
    const rows = [...(await contentsOf(server.hesper.db)).values()].flat().join("\n");
    for (const code of [shown.code, mailed]) expect(rows).not.toContain(code);
    const [one, other] = first === "mailed" ? [mailed, shown.code] : [shown.code, mailed];
    await expectStatus(activate(one), 201);
    expect((await activate(other)).body.code).toBe("invalid_code");
  }
});

it("the person is told that a key was activated, on what and from where, whether they can log in or not", async () => {
  const { code } = await makeKey(boss.browser, person.id, "Phone");
  expect(await mailsOf(() => activate(code))).toEqual([`${email}: A key of yours was activated`]);
  const { text = "" } = post.last(email, "activated");
  expect(text).toContain("The key “Phone” was activated on “hesper-key 1.0 on Linux”.");
  expect(text).toContain("Address: 127.0.0.1");
  const { code: next } = await makeKey(boss.browser, person.id, "Tablet");
  await mailsOf(() => activate(next, "Your bank. Log in at https://evil.example"));
  expect(post.last(email, "activated").text).toContain("on a device with an odd name");
  expect(post.last(email, "activated").text).not.toContain("evil");
});

it("administrators are mailed when somebody reports a key lost: once, and with what to do", async () => {
  const owner = await join(boss, edith, post);
  const { id, code } = await makeKey(boss.browser, owner.id, "Phone");
  await mailsOf(() => activate(code));
  const { revision } = (await expectStatus(boss.browser.get(`/keys/${id}`), 200)).body;
  const report = () => expectStatus(owner.browser.post(`/profile/keys/${id}/lost`, { revision }), 200);
  expect(await mailsOf(report)).toEqual([`${boss.email}: A key was reported lost`]);
  const { text = "" } = post.last(boss.email, "reported lost");
  expect(text).toContain("The key “Phone” is suspended");
  expect(text).toContain(`Person: ${edith.name} <${edith.email}>`);
  expect(await mailsOf(report)).toEqual([]);
});

it("a mail that comes too late brings nothing that opens", async () => {
  const { id } = await makeKey(boss.browser, person.id);
  await deliver();
  const early = mailedCode();
  // Renewed twice before any of it is sent: one mail, with the latest.
  const renew = () => expectStatus(boss.browser.post(`/keys/${id}/activation`), 201);
  post.mails.length = 0;
  server.clock.move(1);
  await renew();
  server.clock.move(1);
  await renew();
  await deliver();
  expect(post.subjectsTo(email)).toHaveLength(1);
  expect((await activate(early)).body.code).toBe("invalid_code");
  // Whoever has the old mailbox gets no key.
  const late = mailedCode();
  const change = { revision: person.revision, email: "lise.meitner@example.org" };
  await expectStatus(boss.browser.send("PATCH", `/employees/${person.id}`, change), 200);
  expect((await activate(late)).body.code).toBe("invalid_code");
  post.mails.length = 0;
  const other = await renew();
  await expectStatus(activate(String(other.body.activationCode)), 201);
  await deliver();
  expect(post.mails.flatMap(({ mail }) => mail.subject)).toEqual(["A key of yours was activated"]);
});
