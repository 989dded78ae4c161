// Who may call what: every route of the contract with every role, with none, with every kind of half a session, and with
// the token of a key in every state.

import { type KeyStatus, type RouteContract, type RouteName, routes } from "@hesper/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inTransaction } from "../database/database.ts";
import { findEmployeeByEmail } from "../employees/service.ts";
import { createIds, type EmployeeId, type EmployeeKeyId, type KeyPolicyId, newId } from "../security/ids.ts";
import { systemRandom } from "../security/random.ts";
import { newToken } from "../security/tokens.ts";
import { beginSession } from "../sessions/service.ts";
import { contentsOf, tablesOf } from "../testing/contents.ts";
import { type Answer, ada, alan, Browser, edith, grace, TestServer } from "../testing/harness.ts";

/**
 * Written by hand, beside the contract: a route that is opened to somebody by mistake, or that is new and in no list,
 * fails here.
 */
const forAnybody: readonly RouteName[] = [
  "getInstallation",
  "setUp",
  "logIn",
  "beginPasskeyLogin",
  "logInWithPasskey",
  "logOut",
  "lookAtInvitation",
  "acceptInvitation",
  "requestPasswordReset",
  "lookAtPasswordReset",
  "finishPasswordReset",
  "confirmEmailChange",
  "stopTemporaryPass",
  "lookAtActivation",
  "activateKey",
];
const afterThePassword: readonly RouteName[] = ["logInWithTotp", "logInWithRecoveryCode", "logInWithTemporaryPass"];
/** Also with a temporary pass. */
const forSettingUp: readonly RouteName[] = [
  "getSession",
  "getNextSteps",
  "getTwoFactor",
  "addAuthenticator",
  "verifyAuthenticator",
  "listPasskeys",
  "beginPasskey",
  "addPasskey",
];
/** Also for whoever must set up a second factor and has not. */
const beforeSettingUp: readonly RouteName[] = ["reauthenticate", "beginPasskeyProof", "proveWithPasskey"];
const forEverybodyLoggedIn: readonly RouteName[] = [
  "renameAuthenticator",
  "removeAuthenticator",
  "renamePasskey",
  "removePasskey",
  "resetRecoveryCodes",
  "confirmRecoveryCodes",
  "disableTwoFactor",
  "changeName",
  "changePassword",
  "listSessions",
  "endSession",
  "endOtherSessions",
  "listTrustedBrowsers",
  "forgetTrustedBrowser",
  "listSecurityEvents",
  "requestEmailChange",
  "stopOwnTemporaryPass",
  "listOwnAccounts",
  "getOwnAccount",
  "listOwnKeys",
  "createOwnKey",
  "renewOwnActivation",
  "beginSecurityKey",
  "addSecurityKey",
  "beginSecurityKeyUse",
  "openSecurityKey",
  "closeSecurityKey",
  "listOpenedPrivateAccounts",
  "getOpenedAccount",
  "listWaitingForOpened",
  "resealOpenedAccount",
  "listDeliveriesOfOwnKey",
  "reportKeyLost",
];
const forAdministratorsAndAuditors: readonly RouteName[] = [
  "listPeople",
  "exportEmployees",
  "getPerson",
  "listGroupsOfEmployee",
  "listCompanies",
  "listDepartments",
  "listPositions",
  "listGroups",
  "getGroup",
  "getGroupPolicy",
  "listTemporaryPasses",
  "getPolicy",
  "getMail",
  "listAuditEvents",
  "countAuditEvents",
  "exportAuditEvents",
  "getAuditHead",
  "getDashboard",
  "listAccounts",
  "listAccountsOfEmployee",
  "getAccount",
  "listSharedAccounts",
  "getSharedAccount",
  "listEmployeesOfSharedAccount",
  "listGroupsOfSharedAccount",
  "listAccountTemplates",
  "getAccountTemplate",
  "getOrganisationKey",
  "listLeavers",
  "getLeaver",
  "listLeaverEntries",
  "listKeys",
  "listKeysOfEmployee",
  "getKey",
  "listKeyPolicies",
  "listDeliveriesOfKey",
  "listDeliveriesOfAccount",
  "countWaiting",
];
const forAdministrators: readonly RouteName[] = [
  "createEmployee",
  "changePerson",
  "getDeletion",
  "beginEmployeeImport",
  "getEmployeeImport",
  "sendImportedRows",
  "checkEmployeeImport",
  "listImportedRows",
  "applyEmployeeImport",
  "discardEmployeeImport",
  "createCompany",
  "renameCompany",
  "deleteCompany",
  "createDepartment",
  "renameDepartment",
  "deleteDepartment",
  "createPosition",
  "renamePosition",
  "deletePosition",
  "createGroup",
  "changeGroup",
  "changeGroupPolicy",
  "changeMembers",
  "getGroupDeletion",
  "deleteGroup",
  "deletePerson",
  "invitePerson",
  "resendInvitation",
  "withdrawInvitation",
  "makePasswordLink",
  "issueTemporaryPass",
  "approveTemporaryPass",
  "withdrawTemporaryPass",
  "previewPolicy",
  "changePolicy",
  "sendTestMail",
  "makeOrganisationKey",
  "getLockedIdentity",
  "addOrganisationSecurityKey",
  "removeOrganisationSecurityKey",
  "unlockWithSecurityKey",
  "changeOrganisationPassphrase",
  "beginOrganisationKeyReplacement",
  "finishOrganisationKeyReplacement",
  "abandonOrganisationKeyReplacement",
  "getRecipients",
  "getRecipientsOfAccount",
  "createPersonalAccount",
  "changeAccount",
  "deleteAccount",
  "getSealedPart",
  "changeSealedPart",
  "listSealedToOldKey",
  "resealAccount",
  "getRecipientsOfNewSharedAccount",
  "createSharedAccount",
  "giveSharedAccount",
  "takeSharedAccount",
  "giveSharedAccountToGroup",
  "takeSharedAccountFromGroup",
  "createAccountTemplate",
  "changeAccountTemplate",
  "deleteAccountTemplate",
  "tickLeaverEntry",
  "untickLeaverEntry",
  "closeLeaver",
  "previewLeaving",
  "createKey",
  "changeKey",
  "renewActivation",
  "getKeyLoss",
  "changeKeyStatus",
  "deleteKey",
  "createKeyPolicy",
  "changeKeyPolicy",
  "deleteKeyPolicy",
  "listWaiting",
];
/** A log-in or a proof no older than 10 minutes is asked for. */
const withFreshProof: readonly RouteName[] = [
  "addAuthenticator",
  "removeAuthenticator",
  "beginPasskey",
  "removePasskey",
  "resetRecoveryCodes",
  "disableTwoFactor",
  "changePassword",
  "requestEmailChange",
  "createEmployee",
  "applyEmployeeImport",
  "deleteCompany",
  "deleteDepartment",
  "deletePosition",
  "deleteGroup",
  "changePerson",
  "deletePerson",
  "invitePerson",
  "resendInvitation",
  "makePasswordLink",
  "issueTemporaryPass",
  "approveTemporaryPass",
  "changePolicy",
  "changeGroupPolicy",
  "makeOrganisationKey",
  "getLockedIdentity",
  "addOrganisationSecurityKey",
  "changeOrganisationPassphrase",
  "beginOrganisationKeyReplacement",
  "deleteAccount",
  "getSealedPart",
  "listSealedToOldKey",
  "createKey",
  "renewActivation",
  "createOwnKey",
  "renewOwnActivation",
  "beginSecurityKey",
  "addSecurityKey",
  "changeKeyStatus",
  "deleteKey",
  "createKeyPolicy",
  "changeKeyPolicy",
  "deleteKeyPolicy",
  "listWaiting",
];
/** Who may call these is told that no security key is open in the session, whatever else they have proven and when. */
const withOpenKey: readonly RouteName[] = ["listOpenedPrivateAccounts", "getOpenedAccount", "listWaitingForOpened"];
/** With the token of a key, in which states of it; with nothing else. */
const forKeys: Partial<Record<RouteName, readonly KeyStatus[]>> = {
  getKeyState: ["active", "locked", "suspended", "deactivated", "compromised"],
  listKeyChanges: ["active"],
  sendReceipts: ["active"],
  getKeyRecipients: ["active"],
  listWaitingForKey: ["active"],
  putKeyAccount: ["active"],
  deleteKeyAccount: ["active"],
  tellLock: ["active", "locked", "suspended"],
  confirmWipe: ["deactivated", "compromised"],
};

const withAnySession = [...forSettingUp, ...beforeSettingUp];
const asEmployee = [...withAnySession, ...forEverybodyLoggedIn];
const asAuditor = [...asEmployee, ...forAdministratorsAndAuditors];
const asAdministrator = [...asAuditor, ...forAdministrators];

interface Caller {
  readonly name: string;
  /** What it may call beside what anybody may. */
  readonly may: readonly RouteName[];
  /** What it is told where it may not; of a second step of a log-in, everybody is told that there is no first. */
  readonly refusal: string;
  readonly browser: () => Promise<Browser>;
}

const server = new TestServer();
const people = new Map<string, EmployeeId>();

async function withSession(
  email: string,
  { assurance = "two_factor", purpose = "everything", ageSeconds = 0 }: Partial<Kind> = {},
): Promise<Browser> {
  const { db } = server.hesper;
  const employeeId = people.get(email) as EmployeeId;
  server.clock.move(-ageSeconds);
  const ids = createIds(server.clock, systemRandom);
  const begin = { employeeId, assurance, purpose, origin: { address: "127.0.0.1", userAgent: "test" } };
  const { token } = await inTransaction(db, (tx) => beginSession(tx, ids, begin));
  server.clock.move(ageSeconds);
  return new Browser(() => server.hesper, new Map([["hesper_session", token.reveal()]]));
}

interface Kind {
  readonly assurance: "password" | "two_factor";
  readonly purpose: "everything" | "factor_setup";
  readonly ageSeconds: number;
}

const callers: readonly Caller[] = [
  {
    name: "nobody",
    may: [],
    refusal: "not_authenticated",
    browser: async () => server.browser(),
  },
  {
    name: "somebody after the password",
    may: afterThePassword,
    refusal: "not_authenticated",
    browser: () => server.givePassword(edith),
  },
  {
    name: "an employee with a temporary pass",
    may: forSettingUp,
    refusal: "two_factor_setup_required",
    browser: () => withSession(edith.email, { assurance: "password", purpose: "factor_setup" }),
  },
  {
    name: "an administrator who has not set up the second factor",
    may: withAnySession,
    refusal: "two_factor_setup_required",
    browser: () => withSession(grace.email, { assurance: "password" }),
  },
  { name: "an employee", may: asEmployee, refusal: "forbidden", browser: () => withSession(edith.email) },
  { name: "an auditor", may: asAuditor, refusal: "forbidden", browser: () => withSession(alan.email) },
  { name: "an administrator", may: asAdministrator, refusal: "none", browser: () => withSession(ada.email) },
  {
    name: "an administrator whose proof is 11 minutes old",
    may: asAdministrator.filter((name) => !withFreshProof.includes(name)),
    refusal: "reauthentication_required",
    browser: () => withSession(ada.email, { ageSeconds: 660 }),
  },
  {
    name: "an administrator who was deactivated, with a session that somehow lives",
    may: [],
    refusal: "not_authenticated",
    browser: () => withSession("gone@example.org"),
  },
];

beforeAll(async () => {
  await server.start();
  const administrator = await server.setUp();
  const secret = await server.enrol(administrator);
  for (const person of [grace, alan, edith, { ...grace, email: "gone@example.org", name: "Gone Person" }]) {
    await server.invite(administrator, person);
  }
  server.clock.move(60);
  await server.prove(administrator, secret);
  const { db } = server.hesper;
  for (const { email } of [ada, grace, alan, edith, { email: "gone@example.org" }]) {
    const found = await findEmployeeByEmail(db, email);
    if (found) people.set(email, found.id);
  }
  await db.updateTable("employees").set({ status: "deactivated" }).where("email", "=", "gone@example.org").execute();
  const edithBrowser = await server.givePassword(edith);
  await server.enrol(edithBrowser);
});
afterAll(() => server.stop());

const anyId = "01890000-0000-7000-8000-000000000000";

async function call(browser: Browser, { method, path, body }: RouteContract): Promise<Answer> {
  const url = `${path.replace(/\{\w+\}/g, anyId)}${path.endsWith("/export") ? "?format=csv" : ""}`;
  return browser.send(method, url, body ? {} : undefined);
}

/** Everything in the database but what a refused call may leave: its event, its count, and when a session was last used. */
async function contents(): Promise<string> {
  const { db } = server.hesper;
  const left = ["audit_events", "refusal_windows", "sessions", "pending_logins", "address_buckets", "attempt_budgets"];
  tables ??= (await tablesOf(db)).filter((name) => !left.includes(name));
  return JSON.stringify([...(await contentsOf(db, tables))]);
}
let tables: string[] | null = null;
/** As the last refusal left them: read once for each refused call, not twice. Null: something was allowed since. */
let known: string | null = null;

const table = callers.flatMap((caller) =>
  (Object.entries(routes) as [RouteName, RouteContract][]).map(([name, route]) => ({ caller, name, route })),
);

it("every route is in exactly one list", () => {
  const listed = [
    ...[...forAnybody, ...afterThePassword, ...withAnySession],
    ...[...forEverybodyLoggedIn, ...forAdministratorsAndAuditors, ...forAdministrators],
    ...Object.keys(forKeys),
  ];
  expect([...listed].sort()).toEqual(Object.keys(routes).sort());
});

/** Of a second step of a log-in everybody is told that there is no first. */
const refusalOf = (name: RouteName, usual: string) => (afterThePassword.includes(name) ? "login_expired" : usual);

describe.each(callers)("$name (V8.2.1, V8.3.1)", ({ name: callerName }) => {
  const rows = table.filter(({ caller }) => caller.name === callerName);
  it.each(rows.map((row) => [row.name, row] as const))("%s", async (name, { caller, route }) => {
    const browser = await caller.browser();
    const isAllowed = forAnybody.includes(name) || caller.may.includes(name);
    const before = isAllowed ? "" : (known ?? (await contents()));
    known = null;
    const { status, body } = await call(browser, route);
    expect(status).toBeLessThan(500);
    const shut = ["not_authenticated", "two_factor_setup_required", "forbidden", "reauthentication_required"];
    if (isAllowed && withOpenKey.includes(name)) {
      return expect([status, body.detail]).toEqual([403, expect.stringContaining("No security key is open")]);
    }
    if (isAllowed) return expect([...shut, "login_expired"]).not.toContain(body.code);
    // A session is no key, whoever has it.
    const refusal = name in forKeys ? "not_authenticated" : refusalOf(name, caller.refusal);
    expect([status, body.code]).toEqual([
      ["not_authenticated", "login_expired"].includes(refusal) ? 401 : 403,
      refusal,
    ]);
    known = await contents();
    expect(known).toBe(before);
  });
});

/** A key in a status, as the database has it. @returns its token. */
async function insertKey(status: KeyStatus | "wiped"): Promise<string> {
  const ids = createIds(server.clock, systemRandom);
  const { token, hash } = newToken(systemRandom);
  const id = newId<EmployeeKeyId>(ids);
  const edithId = people.get(edith.email) as EmployeeId;
  const whose = { employee_id: edithId, employee_name: edith.name, created_by: edithId, changed_by: null };
  const state =
    status === "wiped" ? { status: "deactivated" as const, token_hash: null } : { status, token_hash: hash };
  const policy_id = "00000000-0000-7000-8000-000000000001" as KeyPolicyId;
  const recipient = { recipient: `of ${id}`, recipient_kind: "hybrid" as const, device: "Test" };
  const noCode = { activation_hash: null, mailed_activation_hash: null, activation_expires_at: null };
  const counters = { revision: 1, change_revision: 0, lock_number: 0, last_change: "created" };
  const at = { created_at: 0, activated_at: 0, last_contact_at: server.clock.nowMs(), status_changed_at: 0 };
  const row = { id, kind: "software" as const, name: status, reason: null, policy_id, wiped_at: null };
  await server.hesper.db
    .insertInto("keys")
    .values({ ...row, ...whose, ...state, ...recipient, ...noCode, ...counters, ...at })
    .execute();
  return token.reveal();
}

const allRoutes = Object.entries(routes) as [RouteName, RouteContract][];
const asKey = (token: string, cookies?: Map<string, string>) =>
  new Browser(() => server.hesper, cookies, { authorization: `Bearer ${token}` });

describe("a key (V8.2.1, V8.3.1)", () => {
  const states = ["active", "locked", "suspended", "deactivated", "compromised", "wiped", "made up"] as const;

  it.each(states)("that is %s calls what such a key may, and changes nothing by the rest", async (state) => {
    const isKnown = state !== "wiped" && state !== "made up";
    // What is allowed may end the token: each call has a key of its own.
    const tokens = new Map<string, string>();
    for (const name of Object.keys(forKeys)) {
      tokens.set(name, state === "made up" ? newToken(systemRandom).token.reveal() : await insertKey(state));
    }
    const told: Record<string, unknown> = {};
    const expected: Record<string, unknown> = {};
    const before = await contents();
    const byAllowed = Object.groupBy(Object.entries(forKeys) as [RouteName, KeyStatus[]][], ([, fitting]) =>
      isKnown && fitting.includes(state) ? "allowed" : "refused",
    );
    for (const [name] of byAllowed.refused ?? []) {
      const { status, body } = await call(asKey(tokens.get(name) ?? ""), routes[name]);
      told[name] = [status, body.code];
      expected[name] = isKnown ? [403, "forbidden"] : [401, "not_authenticated"];
    }
    expect(told).toEqual(expected);
    expect(await contents()).toBe(before);
    for (const [name] of byAllowed.allowed ?? []) {
      const { status, body } = await call(asKey(tokens.get(name) ?? ""), routes[name]);
      expect([name, status < 500, body.code === "not_authenticated" || body.code === "forbidden"]).toEqual([
        ...[name, true, false],
      ]);
    }
  });

  it("that is active is nobody elsewhere, with its token as a cookie too", async () => {
    const token = await insertKey("active");
    const before = await contents();
    for (const [name, route] of allRoutes.filter(([one]) => !(forAnybody.includes(one) || one in forKeys))) {
      const { status, body } = await call(asKey(token, new Map([["hesper_session", token]])), route);
      expect([name, status, body.code]).toEqual([name, 401, refusalOf(name, "not_authenticated")]);
    }
    expect(await contents()).toBe(before);
  });
});

it("what the role does not allow is on record: the first ones one by one, the others counted (V16.3.2)", async () => {
  server.clock.move(601);
  await server.hesper.background.runDue();
  const events = await server.hesper.db
    .selectFrom("audit_events")
    .selectAll()
    .where("type", "=", "access.refused")
    .orderBy("id")
    .execute();
  const details = events.map(({ detail }) => JSON.parse(detail) as { route?: string; count?: number });
  const named = details.flatMap(({ route = [] }) => route);
  const closed = [...forAdministratorsAndAuditors, ...forAdministrators];
  expect(named.length).toBeGreaterThanOrEqual(20);
  expect(named.slice(0, 20).every((name) => closed.includes(name as RouteName))).toBe(true);
  expect(events[0]).toMatchObject({ actor_id: people.get(edith.email), outcome: "refused", user_agent: "test" });
  const counted = details.reduce((sum, { count = 0 }) => sum + count, 0);
  expect(named.length + counted).toBe(closed.length + forAdministrators.length);
});
