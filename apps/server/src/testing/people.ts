// The people of an installation, for the tests: the first administrator, those whom she invites, and their log-ins.
import { sql } from "kysely";
import type { Hesper } from "../app.ts";
import { isSqlite } from "../database/engine.ts";
import {
  type Answer,
  type Authenticator,
  ada,
  type Browser,
  expectStatus,
  type Invited,
  type TestServer,
} from "./harness.ts";
import type { PostOffice } from "./post-office.ts";

/** A person, with the authenticator app and the browser that the person uses now. */
export class Member {
  readonly server: TestServer;
  readonly email: string;
  readonly name: string;
  readonly password: string;
  browser: Browser;
  id = "";
  authenticator: (Authenticator & { recoveryCodes: string[] }) | null = null;

  constructor(server: TestServer, { email, name, password }: Omit<Invited, "role">, browser: Browser) {
    this.server = server;
    this.email = email;
    this.name = name;
    this.password = password;
    this.browser = browser;
  }

  async learnId(): Promise<this> {
    const { body } = await expectStatus(this.browser.get("/session"), 200);
    this.id = (body.user as { id: string }).id;
    return this;
  }

  async enrol(): Promise<this> {
    this.authenticator = await this.server.enrol(this.browser);
    return this;
  }

  /** Gives the password in a new browser, or in one that is named; a second factor is owed where there is one. */
  givePassword(browser = this.server.browser()): Promise<Answer> {
    this.browser = browser;
    return browser.post("/login", { email: this.email, password: this.password });
  }

  /** Logs in with all that is needed, half a minute later: codes work once. */
  async logIn(browser = this.server.browser(), more: { rememberBrowser?: boolean } = {}): Promise<Browser> {
    this.server.clock.move(30);
    const { body } = await expectStatus(this.givePassword(browser), 200);
    if (body.status === "authenticated") return browser;
    if (!this.authenticator) throw new Error("A second factor is owed, and there is none.");
    const code = await this.server.code(this.authenticator);
    await expectStatus(browser.post("/login/totp", { code, ...more }), 200);
    return browser;
  }

  /** As the administrators see it. */
  async row(): Promise<{ revision: number; role: string; status: string; grace_started_at: number | null }> {
    const query = this.server.hesper.db
      .selectFrom("employees")
      .selectAll()
      .where("id", "=", this.id as never);
    return query.executeTakeFirstOrThrow();
  }

  /** Changes this person as `by` would, knowing the latest revision. @param at which of the servers. */
  async change(by: Browser, change: Record<string, unknown>, at?: Hesper): Promise<Answer> {
    const { revision } = await this.row();
    return (at ? by.at(at) : by).send("PATCH", `/employees/${this.id}`, { revision, ...change });
  }
}

/** The first administrator, with an authenticator app. */
export async function found(server: TestServer): Promise<Member> {
  const member = new Member(server, ada, await server.setUp());
  await member.enrol();
  return member.learnId();
}

/** Invites a person, who accepts. @param post where mail is sent. */
export async function join(administrator: Member, person: Invited, post?: PostOffice): Promise<Member> {
  const { server } = administrator;
  const readLink = post && (() => linkFor(server, post, person.email));
  const member = new Member(server, person, await server.invite(administrator.browser, person, readLink));
  return member.learnId();
}

/** What an administrator says of somebody to invite. */
export function asked({ email, name, role }: Invited): Omit<Invited, "password"> {
  return { email, name, role };
}

/** Delivers what waits, and finds the invitation. */
export async function linkFor(server: TestServer, post: PostOffice, email: string): Promise<string> {
  await server.hesper.background.runDue();
  return post.linkIn(post.last(email, "invited"));
}

/** Changes the policy as an administrator would who has just looked at it. @param at which of the servers. */
export async function changePolicy(by: Browser, change: Record<string, unknown>, at?: Hesper): Promise<Answer> {
  const browser = at ? by.at(at) : by;
  const { revision } = (await expectStatus(browser.get("/policy"), 200)).body;
  return browser.send("PATCH", "/policy", { revision, ...change });
}

/** Events of the audit in the order in which they were written, whichever server wrote them. */
export async function eventsOf(server: TestServer, ...types: string[]) {
  const all = server.hesper.db.selectFrom("audit_events").selectAll();
  const some = types.length === 0 ? all : all.where("type", "in", types);
  // PostgreSQL moves rows that are sealed: there the ids tell.
  const rows = await some.orderBy(isSqlite(server.hesper.db) ? sql`rowid` : sql`id`).execute();
  return rows.map((row) => ({ ...row, detail: JSON.parse(row.detail) as Record<string, unknown> }));
}

/** Two servers on one database, or four, by turns. */
export function byTurns(server: TestServer, other: Hesper, count: number, send: (at: Hesper) => Promise<Answer>) {
  return Promise.all(Array.from({ length: count }, (_, at) => send(at % 2 === 0 ? server.hesper : other)));
}
