// An installation with something in every table, come about as in real life: for copies, backups and upgrades.

import { generateIdentity, sealIdentity } from "@hesper/vault";
import { addDay } from "../dashboard/store.ts";
import { inTransaction } from "../database/database.ts";
import { Importing } from "../employee-imports/testing.ts";
import { makeAccount, newAccountId, organisationOf, sealFor } from "./accounts.ts";
import { giveKey, makeKey } from "./activated-keys.ts";
import { sealAll } from "./audit.ts";
import { type Browser, edith, expectStatus, grace, type TestServer } from "./harness.ts";
import { madeKey } from "./organisation-keys.ts";
import { asked, found, join, type Member } from "./people.ts";
import { addSecurityKey, openSecurityKey } from "./security-keys.ts";
import { SoftwarePasskey } from "./software-passkey.ts";

export interface Installation {
  /** Administrator, with an app; one recovery code is spent. */
  readonly ada: Member;
  /** Administrator, with an app. */
  readonly grace: Member;
  /** Employee, with a passkey. */
  readonly edith: Member;
  /** Ada's, in which she may skip the second factor. */
  readonly trusted: Browser;
  /** Grace's, where the password was given and a code is owed. */
  readonly halfLoggedIn: Browser;
  /** The links that are open. */
  readonly invitation: string;
  readonly passwordLink: string;
  /** For Edith; approved. */
  readonly temporaryPass: string;
  /** Of a key of Edith's that nobody has activated. */
  readonly activationCode: string;
}

const host = { host: "localhost:80" };
const daySeconds = 86_400;

export async function makeInstallation(server: TestServer): Promise<Installation> {
  const ada = await found(server);
  await ageAudit(server);
  await ada.logIn();
  const second = await (await join(ada, grace)).enrol();
  const third = await join(ada, edith);
  await addPasskey(third.browser);
  await organise(ada, third);
  // An import that nobody has applied yet.
  const importing = new Importing(ada.browser, server.hesper, ["name", "email", "company"]);
  await importing.preview([["Lise Meitner", "lise@example.org", "Institute"]]);
  await refuse(ada);
  await useRecoveryCode(server, ada);
  const trusted = await ada.logIn(server.browser(), { rememberBrowser: true });
  await second.logIn();
  await addByHand(server, ada);
  await expectStatus(second.browser.post("/organisation-key", await madeKey()), 201);
  await addAccounts(second.browser, third);
  const activationCode = await addKeys(server, second.browser, third);
  await begin(second.browser, "/profile/two-factor/authenticators", { name: "Tablet" });
  const [invited, reset, pass] = await openLinks(ada, { grace: second, edith: third });
  await touch(ada.browser);
  // Ada's reset of the password ends what Grace had begun: so this comes last.
  const halfLoggedIn = server.browser();
  await expectStatus(second.givePassword(halfLoggedIn), 200);
  await sealAll(server);
  await expectStatus(server.browser().post("/login", { email: ada.email, password: "not the right one at all" }), 401);
  return {
    ada,
    grace: second,
    edith: third,
    trusted,
    halfLoggedIn,
    invitation: invited,
    passwordLink: reset,
    temporaryPass: pass,
    activationCode,
  };
}

/** Events that were removed with age. */
async function ageAudit(server: TestServer): Promise<void> {
  await server.change("auditRetentionDays", 30);
  await sealAll(server);
  server.clock.move(40 * daySeconds);
  await server.hesper.background.runDue();
}

async function addPasskey(browser: Browser): Promise<void> {
  const { body } = await expectStatus(browser.send("POST", "/profile/passkeys/options", {}, host), 200);
  const response = new SoftwarePasskey().create(body);
  await expectStatus(browser.send("POST", "/profile/passkeys", { response }, host), 201);
}

/** A person in a department, with a position, in a group. */
async function organise(ada: Member, member: Member): Promise<void> {
  const company = await begin(ada.browser, "/companies", { name: "Schenectady Works" });
  const department = await begin(ada.browser, "/departments", { name: "Power", companyId: company.id });
  const position = await begin(ada.browser, "/positions", { name: "Engineer" });
  const group = await begin(ada.browser, "/groups", { name: "On call", description: "Day and night" });
  const change = { departmentId: department.id, positionId: position.id, phone: "+1 518 1921", externalId: "E-7" };
  await expectStatus(member.change(ada.browser, change), 200);
  await expectStatus(ada.browser.send("PATCH", `/groups/${String(group.id)}/members`, { add: [member.id] }), 200);
}

/** A personal account; a shared one that was given to a person and a group; a template; a leaver. */
async function addAccounts(browser: Browser, { id }: Member): Promise<void> {
  const organisation = await organisationOf(browser);
  await makeAccount(browser, `/employees/${id}/accounts`, [organisation]);
  const shared = await makeAccount(browser, "/shared-accounts", [organisation], { name: "Door of the works" });
  const [group] = (await expectStatus(browser.get("/groups"), 200)).body.items as { id: string }[];
  for (const to of [`employees/${id}`, `groups/${group?.id}`]) {
    await expectStatus(browser.send("PUT", `/shared-accounts/${shared.id}/${to}`), 204);
  }
  const template = { name: "Mail", urls: ["https://mail.example.org"], apps: [], loginType: "website" };
  await begin(browser, "/account-templates", template);
  await leave(browser, shared.id);
}

/** A key that is active and has a private account, and one that nobody has activated. @returns its code. */
async function addKeys(server: TestServer, browser: Browser, { id }: Member): Promise<string> {
  const key = await giveKey(server, browser, id, { name: "Laptop", kind: "hybrid" });
  const account = newAccountId();
  const [part, details] = [await sealFor([key], { account }), await sealFor([key], { account, notes: "My diary" })];
  const written = { revision: 0, ...part, details: details.sealed };
  await expectStatus(key.send("PUT", `/key/accounts/${account}`, written), 200);
  return (await makeKey(browser, id, "Phone")).code;
}

/** A security key that is open in a session, and unlocks the organisation key. */
async function touch(browser: Browser): Promise<void> {
  const key = await addSecurityKey(browser);
  await expectStatus(openSecurityKey(browser, key), 200);
  const sealed = await sealIdentity(await generateIdentity("hybrid"), key.recipient);
  const { keyId: id } = await organisationOf(browser);
  const path = `/organisation-key/${id}/security-keys/${key.keyId}`;
  await expectStatus(browser.send("PUT", path, { sealedIdentity: Buffer.from(sealed).toString("base64") }), 200);
}

/** Somebody who could have seen a shared account. */
async function leave(browser: Browser, shared: string): Promise<void> {
  const { id, revision } = await begin(browser, "/employees", { name: "Left Already", email: "left@example.org" });
  await expectStatus(browser.send("PUT", `/shared-accounts/${shared}/employees/${id}`), 204);
  await expectStatus(browser.send("PATCH", `/employees/${id}`, { revision, status: "deactivated" }), 200);
}

/** Attempts that are counted. */
async function refuse({ server, email }: Member): Promise<void> {
  await expectStatus(server.browser().post("/login", { email, password: "not the right one at all" }), 401);
}

async function useRecoveryCode(server: TestServer, member: Member): Promise<void> {
  const browser = server.browser();
  await expectStatus(member.givePassword(browser), 200);
  await expectStatus(browser.post("/login/recovery-code", { code: member.authenticator?.recoveryCodes[0] }), 200);
}

async function begin(browser: Browser, path: string, body: unknown): Promise<Record<string, unknown>> {
  return (await expectStatus(browser.post(path, body), 201)).body;
}

async function openLinks(ada: Member, others: { grace: Member; edith: Member }): Promise<[string, string, string]> {
  const nadia = { email: "nadia@example.org", name: "Nadia Boulanger", role: "auditor", password: "" } as const;
  const invitation = await begin(ada.browser, "/invitations", asked(nadia));
  const reset = await begin(ada.browser, `/employees/${others.grace.id}/password-link`, {});
  const reason = "Lost the key on the way home";
  const pass = await begin(ada.browser, `/employees/${others.edith.id}/temporary-pass`, { reason });
  const approving = others.grace.browser.post(`/temporary-passes/${String(pass.id)}/approve`);
  if ((await approving).status >= 300) throw new Error("The pass was not approved.");
  return [String(invitation.link), String(reset.link), String(pass.pass)];
}

/** What needs a mail server, or a start before the set-up. */
async function addByHand(server: TestServer, ada: Member): Promise<void> {
  const nowMs = server.clock.nowMs();
  await inTransaction(server.hesper.db, async (tx) => {
    await addDay(tx, "2026-01-02", [{ outcome: "succeeded", factor: "totp", count: 3 }]);
    await tx
      .insertInto("setup_tokens")
      .values({ token_hash: "of a start before the set-up", created_at: nowMs })
      .execute();
    const link = { token_hash: "of a link in a mail", created_at: nowMs, expires_at: nowMs + 1_800_000 };
    const change = { ...link, employee_id: ada.id as never, email: "ada.lovelace@example.org" };
    await tx.insertInto("email_changes").values(change).execute();
  });
}
