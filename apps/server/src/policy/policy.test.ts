// Changing the policy, through the API: the limits of each setting, who was first, and what is on record.

import { policyFields } from "@hesper/contract";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Hesper } from "../app.ts";
import { withBrokenWrite } from "../testing/database-faults.ts";
import { type Answer, expectStatus, grace, TestServer, tally } from "../testing/harness.ts";
import { byTurns, changePolicy, eventsOf, found, join, type Member } from "../testing/people.ts";

const server = new TestServer();
let other: Hesper;
let first: Member;
let second: Member;

beforeAll(async () => {
  await server.start();
  other = await server.start();
  first = await found(server);
  second = await (await join(first, grace)).enrol();
});
afterAll(() => server.stop());
beforeEach(async () => {
  await first.logIn(first.browser);
  await second.logIn(second.browser);
});

const policy = async () => (await expectStatus(first.browser.get("/policy"), 200)).body;
const change = (body: Record<string, unknown>) => changePolicy(first.browser, body);
const onRecord = () => eventsOf(server, "policy.changed");

/** Runs it, and sees that neither a setting, nor the revision, nor the record has changed. */
async function changesNothing<T>(work: () => Promise<T>): Promise<T> {
  const [before, events] = [await policy(), (await onRecord()).length];
  const result = await work();
  expect([await policy(), (await onRecord()).length]).toEqual([before, events]);
  return result;
}

interface Limits {
  /** What it may be: the lowest, the highest, and what is special. */
  readonly good: readonly unknown[];
  /** One beyond each, and what else it must not be. */
  readonly bad: readonly unknown[];
  /** What the sentence says: what it is about, and the limits. */
  readonly says: RegExp;
}

const noNumbers = [null, "1", "", 30.5, true, [60], {}, 1e300];
const email254 = `${"a".repeat(64)}@${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(57)}.org`;

/** Written by hand, beside the contract: a limit that is moved by mistake fails here. */
const limits: Record<keyof typeof policyFields, Limits> = {
  installationName: {
    good: ["X", "x".repeat(64), "😀".repeat(64), "Zoë & Söhne"],
    bad: ["", "   ", "x".repeat(65), "😀".repeat(65), "A:B", "two\nlines", 1, null],
    says: /The name of the installation .*(64 characters|colon|one line)|^Enter the name of the installation/,
  },
  requireTwoFactor: {
    good: ["nobody", "everyone", "administrators"],
    bad: ["", "employee", "Everyone", null, 1, ["everyone"]],
    says: /second factor .* nobody, of administrators or of everyone/,
  },
  employeesAddKeys: {
    good: ["none", "all", "security_keys"],
    bad: ["", "nobody", "All", null, 1, ["all"]],
    says: /Employees add no keys, security keys, or all keys/,
  },
  twoFactorGraceDays: { good: [0, 90], bad: [-1, 91, ...noNumbers], says: /Days of grace .* 0 to 90/ },
  trustedBrowserDays: { good: [0, 365], bad: [-1, 366, ...noNumbers], says: /Browsers .* 0 .* 365 days/ },
  sessionIdleSeconds: {
    good: [60, 86_400],
    bad: [59, 86_401, ...noNumbers],
    says: /session .* unused .* 1 minute to 24 hours/,
  },
  sessionAbsoluteSeconds: {
    good: [300, 604_800],
    bad: [299, 604_801, ...noNumbers],
    says: /session .* last .* 5 minutes to 7 days/,
  },
  totpWindow: { good: [0, 2], bad: [-1, 3, ...noNumbers], says: /TOTP window .* 0 to 2 time steps/ },
  recoveryCodeLength: { good: [8, 16], bad: [7, 17, ...noNumbers], says: /Recovery codes .* 8 to 16 characters/ },
  passwordMinimumLength: { good: [8, 64], bad: [7, 65, ...noNumbers], says: /length of a password .* 8 to 64/ },
  temporaryPassSeconds: {
    good: [300, 86_400],
    bad: [299, 86_401, ...noNumbers],
    says: /temporary pass .* 5 minutes to 24 hours/,
  },
  auditRetentionDays: {
    good: [0, 30, 3650],
    bad: [-1, 1, 29, 3651, ...noNumbers],
    says: /Events .* 30 to 3650 days, or for ever/,
  },
  auditHeadEmail: {
    good: ["", "auditor@example.org", email254],
    bad: ["nobody", `a${email254}`, "a@b, c@d.org", "a@example.org\u200b", null, 1, ["a@example.org"]],
    says: /signed head .* one email of at most 254 characters/,
  },
};
const all = Object.entries(limits);

describe("the limits", () => {
  it("of every setting are looked at here", () => {
    expect(Object.keys(limits).sort()).toEqual(Object.keys(policyFields).sort());
    expect(email254).toHaveLength(254);
  });

  it.each(all)("of %s: the lowest and the highest are taken", async (setting, { good }) => {
    const { [setting]: usual } = await policy();
    for (const value of good) {
      expect((await expectStatus(change({ [setting]: value }), 200)).body[setting]).toEqual(value);
      expect((await policy())[setting]).toEqual(value);
    }
    await expectStatus(change({ [setting]: usual }), 200);
  });

  it.each(all)("of %s: what is beyond is refused with a sentence, and nothing is changed", async (setting, of) => {
    await changesNothing(async () => {
      for (const value of of.bad) {
        // With one that is good beside it: all is changed, or nothing.
        const more = setting === "totpWindow" ? { recoveryCodeLength: 12 } : { totpWindow: 2 };
        for (const answer of [
          await change({ [setting]: value, ...more }),
          await first.browser.post("/policy/preview", { [setting]: value }),
        ]) {
          expect([answer.status, answer.body.code], JSON.stringify(value)).toEqual([400, "invalid_request"]);
          expect(answer.body.errors).toEqual([{ field: `/${setting}`, message: answer.body.detail }]);
          expect(answer.body.detail).toMatch(of.says);
          expect(answer.body.detail).toMatch(/^\p{Lu}[^\n]+\.$/u);
        }
      }
    });
  });

  it.each([
    {},
    { revision: null },
    { revision: -1 },
    { revision: "0" },
    { revision: 0.5 },
    { totpWindow: 2 },
    { revision: 0, freshProofSeconds: 3600 },
    { revision: 0, policyRevision: 7 },
    { revision: 0, totpWindow: 2, "": 1 },
  ])("of what may be asked: %o is refused", async (body) => {
    const answer = await changesNothing(() => first.browser.send("PATCH", "/policy", body));
    expect(answer.status).toBe(400);
  });

  it("of what may be asked: a field that is missing is told from one that is wrong", async () => {
    const { body: missing } = await first.browser.send("PATCH", "/policy", { totpWindow: 2 });
    expect(missing.errors).toEqual([{ field: "/revision", message: "This field is missing." }]);
    const { body: wrong } = await first.browser.send("PATCH", "/policy", { revision: null });
    expect(wrong.errors).toEqual([{ field: "/revision", message: expect.not.stringContaining("missing") }]);
  });

  it("of a name: what is put around it is left out, and the preview knows", async () => {
    const { installationName } = await policy();
    expect((await change({ installationName: `  ${installationName}\u00a0` })).body.installationName).toBe(
      installationName,
    );
    expect((await onRecord()).filter(({ detail }) => detail.from === detail.to)).toEqual([]);
  });
});

describe("a revision that is not the latest", () => {
  it("is refused, says so, and changes nothing", async () => {
    const { revision } = await policy();
    await expectStatus(change({ totpWindow: 2 }), 200);
    for (const seen of [Number(revision), Number(revision) + 2, Number.MAX_SAFE_INTEGER]) {
      const answer = await changesNothing(() =>
        second.browser.send("PATCH", "/policy", { revision: seen, totpWindow: 0 }),
      );
      expect([answer.status, answer.body.code]).toEqual([409, "conflict"]);
      expect(answer.body.detail).toMatch(/Somebody changed the policy meanwhile/);
    }
    await expectStatus(change({ totpWindow: 1 }), 200);
  });

  // Two administrators had the page open: the later one put back, unseen, what the earlier one had changed.
  it("of 16 changes at once over two servers one is carried out, and is all that has changed", async () => {
    const { revision, ...before } = await policy();
    const events = (await onRecord()).length;
    const answers = await byTurns(server, other, 16, (at) =>
      (at === other ? second : first).browser
        .at(at)
        .send("PATCH", "/policy", { revision, ...(at === other ? { totpWindow: 2 } : { recoveryCodeLength: 12 }) }),
    );
    expect(tally(answers)).toEqual({ "200": 1, "409 conflict": 15 });
    const won = answers.findIndex(({ status }) => status === 200);
    const change = won % 2 === 0 ? { recoveryCodeLength: 12 } : { totpWindow: 2 };
    expect(await policy()).toEqual({ ...before, ...change, revision: Number(revision) + 1 });
    expect(await onRecord()).toHaveLength(events + 1);
    expect((await onRecord()).at(-1)?.actor_id).toBe((won % 2 === 0 ? first : second).id);
    await expectStatus(changePolicy(first.browser, { recoveryCodeLength: 8, totpWindow: 1 }), 200);
  });

  it("is looked at again and repeated: eight who change something else each lose nothing", async () => {
    const { revision } = await policy();
    const wanted = {
      installationName: "Analytical Engines",
      twoFactorGraceDays: 3,
      trustedBrowserDays: 7,
      totpWindow: 2,
      recoveryCodeLength: 13,
      passwordMinimumLength: 20,
      temporaryPassSeconds: 600,
      auditHeadEmail: "head@example.org",
    };
    const repeated = async ([setting, value]: [string, unknown], at: Hesper): Promise<number> => {
      for (let refused = 0; ; refused += 1) {
        const answer = await changePolicy((at === other ? second : first).browser, { [setting]: value }, at);
        if (answer.status !== 409) return expectStatus(Promise.resolve(answer), 200).then(() => refused);
      }
    };
    await Promise.all(Object.entries(wanted).map((one, at) => repeated(one, at % 2 === 0 ? other : server.hesper)));
    expect(await policy()).toMatchObject({ ...wanted, revision: Number(revision) + 8 });
    const events = (await onRecord()).slice(-8);
    expect(Object.fromEntries(events.map(({ detail }) => [detail.setting, detail.to]))).toEqual(wanted);
  });
});

describe("a change", () => {
  it("leaves an event for each setting, with the value before and now; none for what stays", async () => {
    await expectStatus(change({ totpWindow: 1, sessionIdleSeconds: 1800, installationName: "Hesper" }), 200);
    const before = (await onRecord()).length;
    const body = {
      totpWindow: 2,
      sessionIdleSeconds: 900,
      installationName: "Hesper",
      auditHeadEmail: "a@example.org",
    };
    await expectStatus(change(body), 200);
    const events = (await onRecord()).slice(before);
    for (const event of events) {
      expect(event).toMatchObject({ actor_id: first.id, subject_id: null, address: "127.0.0.1", outcome: "done" });
    }
    const details = events.map(({ detail }) => detail).sort((a, b) => String(a.setting).localeCompare(`${b.setting}`));
    expect(details).toEqual([
      { setting: "auditHeadEmail", from: "head@example.org", to: "a@example.org" },
      { setting: "sessionIdleSeconds", from: 1800, to: 900 },
      { setting: "totpWindow", from: 1, to: 2 },
    ]);
    await expectStatus(change({}), 200);
    await expectStatus(change(body), 200);
    expect(await onRecord()).toHaveLength(before + 3);
  });

  // A change whose event could not be written stood, and nobody could see who had made it.
  it.each([
    ["the event", { verb: "insert", table: "audit_events", when: "new.type = 'policy.changed'" }],
    ["a setting", { verb: "insert", table: "settings", when: "new.name = 'trustedBrowserDays'" }],
    ["what it ends", { verb: "update", table: "sessions", when: "new.expires_at < old.expires_at" }],
  ] as const)("is made with all that hangs on it or not at all: %s cannot be written", async (_, write) => {
    const body = { totpWindow: 0, trustedBrowserDays: 90, sessionAbsoluteSeconds: 300 };
    const answer: Answer = await withBrokenWrite(server.hesper.db, write, () => changesNothing(() => change(body)));
    expect(answer.status).toBeGreaterThanOrEqual(500);
    expect((await change(body)).body).toMatchObject(body);
    await expectStatus(change({ totpWindow: 1, trustedBrowserDays: 30, sessionAbsoluteSeconds: 43_200 }), 200);
  });
});
