// What an administrator does to the administrators, and with temporary passes, is told to the other administrators: so
// that none of them gets a second self, or is left alone, unnoticed. Every mail is read from a real mail server.
import type { ParsedMail } from "mailparser";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import { edith, expectStatus, grace, type Invited, TestServer } from "../testing/harness.ts";
import { asked, found, join, type Member } from "../testing/people.ts";
import { PostOffice } from "../testing/post-office.ts";

const reason = "Lost the phone on the train";
const post = new PostOffice();
let server: TestServer;
let other: Hesper;
let boss: Member;
let colleague: Member;
let third: Member;
let person: Member;

const thirdAdministrator: Invited = { ...grace, name: "Mary Jackson", email: "mary@example.org" };

beforeAll(async () => {
  await post.open();
  server = new TestServer({ HESPER_SMTP_URL: post.url, HESPER_PUBLIC_URL: "http://localhost:8080" });
  await server.start();
  other = await server.start();
  boss = await found(server);
  colleague = await (await join(boss, grace, post)).enrol();
  third = await join(boss, thirdAdministrator, post);
  person = await (await join(boss, edith, post)).enrol();
});
afterAll(async () => {
  await server.stop();
  await post.close();
});
beforeEach(async () => {
  await boss.logIn(boss.browser);
  await colleague.logIn(colleague.browser);
});

const deliver = () => Promise.all([server.hesper.background.runDue(), other.background.runDue()]);

const mailsOf = (act: () => Promise<unknown>) => post.mailsOf(deliver, act);

async function idOf(email: string): Promise<string> {
  const { body } = await expectStatus(boss.browser.get(`/employees?search=${email}`), 200);
  return (body.items as { id: string }[])[0]?.id ?? "";
}

const mails = (...all: (readonly [Member | { email: string }, string])[]) =>
  all.map(([{ email }, subject]) => `${email}: ${subject}`).sort();

function expectToSay(mail: ParsedMail, ...facts: string[]): void {
  for (const fact of facts) {
    expect(mail.text).toContain(fact);
    expect(
      String(mail.html)
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replace(/<(?!\w+@)[^>]*>/g, ""),
    ).toContain(fact.replace(/^\w+: /, ""));
  }
}

const to = (role: string, who: Member) => () => expectStatus(who.change(boss.browser, { role }), 200);
const status = (value: string, who: Member) => () => expectStatus(who.change(boss.browser, { status: value }), 200);

describe("the other administrators are told, once, of", () => {
  it("somebody who becomes an administrator, and is one no longer", async () => {
    expect(await mailsOf(to("administrator", person))).toEqual(
      mails(
        [person, "Your role was changed"],
        [colleague, "There is a new administrator"],
        [third, "There is a new administrator"],
      ),
    );
    const mail = post.last(third.email, "new administrator");
    expectToSay(mail, `Person: ${person.name} <${person.email}>`, `By: ${boss.name}`, "Address: 127.0.0.1");
    expect(mail.text).toContain(`Hello ${third.name},`);
    expect(await mailsOf(to("employee", person))).toEqual(
      mails(
        [person, "Your role was changed"],
        [colleague, "There is one administrator less"],
        [third, "There is one administrator less"],
      ),
    );
    expect(post.last(third.email, "one administrator less").text).toContain("is an employee now");
  });

  it("an administrator who is deactivated, reactivated and deleted, who is told too", async () => {
    expect(await mailsOf(status("deactivated", third))).toEqual(
      mails([third, "Your account was deactivated"], [colleague, "There is one administrator less"]),
    );
    expect(await mailsOf(status("active", third))).toEqual(
      mails([third, "Your account was reactivated"], [colleague, "There is a new administrator"]),
    );
    expect(await mailsOf(() => expectStatus(boss.browser.send("DELETE", `/employees/${third.id}`), 204))).toEqual(
      mails([third, "Your account was deleted"], [colleague, "There is one administrator less"]),
    );
    expectToSay(post.last(colleague.email, "less"), `Person: ${third.name} <${third.email}>`);
    third = await join(boss, thirdAdministrator, post);
  });

  it("an administrator who is invited, and who accepts; not of an invitation that is withdrawn", async () => {
    const candidate = { ...thirdAdministrator, name: "Annie Easley", email: "annie@example.org" };
    expect(await mailsOf(() => expectStatus(boss.browser.post("/invitations", asked(candidate)), 201))).toEqual(
      mails(
        [candidate, "You are invited to Hesper"],
        [colleague, "An administrator was invited"],
        [third, "An administrator was invited"],
      ),
    );
    const token = post.tokenIn(post.last(candidate.email, "invited"));
    expect(
      await mailsOf(() =>
        expectStatus(server.browser().post("/invitations/accept", { token, password: candidate.password }), 201),
      ),
    ).toEqual(mails(...[boss, colleague, third].map((one) => [one, "There is a new administrator"] as const)));
    expectToSay(post.last(boss.email, "new administrator"), `By: ${candidate.name}`);
    await expectStatus(boss.browser.send("DELETE", `/employees/${await idOf(candidate.email)}`), 204);
    await expectStatus(boss.browser.post("/invitations", asked(candidate)), 201);
    const invitation = `/employees/${await idOf(candidate.email)}/invitation`;
    const withdraw = () => expectStatus(boss.browser.send("DELETE", invitation), 204);
    expect(await mailsOf(withdraw)).toEqual([]);
  });

  it("a temporary pass that is issued, and approved, with the reason, and never with the pass", async () => {
    let pass = { id: "", pass: "" };
    expect(
      await mailsOf(async () => {
        const path = `/employees/${person.id}/temporary-pass`;
        pass = (await expectStatus(boss.browser.post(path, { reason }), 201)).body as typeof pass;
      }),
    ).toEqual(
      mails(
        [person, "A temporary pass was issued for you"],
        [colleague, "A temporary pass was issued"],
        [third, "A temporary pass was issued"],
      ),
    );
    const issued = post.to(colleague.email).at(-1) as ParsedMail;
    expectToSay(issued, `Reason: ${reason}`, `Person: ${person.name} <${person.email}>`, `By: ${boss.name}`);
    expect(issued.text).toContain("does not work before another administrator has approved it");
    expect(
      await mailsOf(() => expectStatus(colleague.browser.post(`/temporary-passes/${pass.id}/approve`), 200)),
    ).toEqual(
      mails(
        [person, "A temporary pass for you was approved"],
        [boss, "A temporary pass was approved"],
        [third, "A temporary pass was approved"],
      ),
    );
    const sent = post.mails.map(({ mail }) => `${mail.text} ${mail.html}`).join("");
    expect(sent.includes(pass.pass) || sent.includes(pass.pass.replaceAll("-", ""))).toBe(false);
    await expectStatus(boss.browser.send("DELETE", `/temporary-passes/${pass.id}`), 204);
  });
});

describe("they are not told of", () => {
  it("people who are no administrators", async () => {
    for (const act of [to("auditor", person), status("deactivated", person), status("active", person)]) {
      expect((await mailsOf(act)).map((one) => one.split(":")[0])).toEqual([person.email]);
    }
    expect(await mailsOf(to("employee", person))).toEqual(mails([person, "Your role was changed"]));
  });

  it("what was refused", async () => {
    const change = () => expectStatus(person.change(boss.browser, { role: "administrator", revision: 1 }), 409);
    expect(await mailsOf(change)).toEqual([]);
  });
});

it("a deleted employee is told of it, and an invited one hears of the withdrawal from nobody", async () => {
  const candidate = { ...edith, name: "Joan Clarke", email: "joan@example.org" };
  const joan = await join(boss, candidate, post);
  expect(await mailsOf(() => expectStatus(boss.browser.send("DELETE", `/employees/${joan.id}`), 204))).toEqual(
    mails([candidate, "Your account was deleted"]),
  );
  expect(post.mails[0]?.mail.text).toContain(`Hello ${candidate.name},`);
});
