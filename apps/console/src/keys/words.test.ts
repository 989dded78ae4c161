// What is offered must be able to work, and what is said of a key must be so: somebody decides by it what to do about a theft.
import type { Key } from "@hesper/contract";
import { expect, it } from "vitest";
import { type Action, actionsFor } from "./actions.ts";
import {
  accountWords,
  consequence,
  kindName,
  listWords,
  lossWords,
  statusMeaning,
  toldOf,
  whyItWaits,
} from "./words.ts";

const at = "2026-03-01T12:00:00.000Z";
const nowMs = Date.parse(at);
const used: Pick<Key, "kind" | "status" | "activation" | "activatedAt" | "wipedAt"> = {
  kind: "software",
  status: "active",
  activation: null,
  activatedAt: at,
  wipedAt: null,
};
const reserved = { ...used, status: "reserved", activatedAt: null, activation: { expiresAt: at } } as const;

it.each<[string, typeof used, Action[]]>([
  ["reserved", reserved, ["renew", "deactivated", "edit", "delete"]],
  ["active", used, ["suspended", "deactivated", "compromised", "edit"]],
  ["locked", { ...used, status: "locked" }, ["active", "suspended", "deactivated", "compromised", "edit"]],
  ["suspended", { ...used, status: "suspended" }, ["active", "deactivated", "compromised", "edit"]],
  ["deactivated, not wiped: it is still to be told", { ...used, status: "deactivated" }, ["compromised"]],
  ["deactivated and wiped", { ...used, status: "deactivated", wipedAt: at }, ["compromised", "delete"]],
  ["never activated", { ...reserved, status: "deactivated" }, ["compromised", "delete"]],
  ["compromised and wiped", { ...used, status: "compromised", wipedAt: at }, ["delete"]],
])("%s", (_, key, actions) => {
  expect(actionsFor(key)).toEqual(actions);
});

it("a key says what it waits for", () => {
  expect(statusMeaning(reserved, nowMs - 1)).toContain("work once, until 1 March 2026");
  expect(statusMeaning(reserved, nowMs)).toContain("was not activated in time");
  const ended = { ...used, status: "compromised" } as const;
  expect(statusMeaning(ended, nowMs)).toContain("has not said so yet");
  expect(statusMeaning({ ...ended, wipedAt: at }, nowMs)).toContain("has wiped itself");
  expect(statusMeaning({ ...ended, activatedAt: null }, nowMs)).toContain("never activated");
});

it("what becomes of a key depends on what it is", () => {
  expect(consequence(reserved, "deactivated")).toContain("link and code stop working");
  expect(consequence(used, "deactivated")).toContain("At its next contact the key wipes itself");
  expect(consequence({ ...used, status: "locked" }, "active")).toContain("wrong PINs from the beginning");
});

// What is said to be over must be over: a security key has nothing to wipe, and no contact to wait for.
it("a security key opens nothing from the moment it is stopped or ended", () => {
  const key = { ...used, kind: "security_key" } as const;
  expect(consequence(key, "suspended")).toContain("It opens nothing from now on");
  expect(consequence(key, "compromised")).toContain("It opens nothing from now on");
  expect(consequence({ ...key, status: "deactivated" }, "compromised")).toContain("changes nothing");
  expect(consequence({ ...key, status: "suspended" }, "active")).toContain("again at once");
  const ended = { ...key, status: "deactivated", wipedAt: at } as const;
  const said = [
    statusMeaning(key, nowMs),
    statusMeaning({ ...key, status: "suspended" }, nowMs),
    statusMeaning(ended, nowMs),
    ...(["active", "suspended", "deactivated", "compromised"] as const).flatMap((to) => [
      consequence(key, to),
      toldOf.security_key[to],
    ]),
  ];
  for (const words of said) expect(words).not.toMatch(/PIN|wipe|contact/);
  expect(kindName(reserved)).toBeNull();
  expect(kindName(key)).toBe("Security key");
});

it("what is lost is named with its number, and what is not lost is not", () => {
  expect(lossWords({ privateAccounts: 0, unopenable: 0, accounts: 5 }, "Ada")).toEqual([]);
  const [first, second] = lossWords({ privateAccounts: 1, unopenable: 1200, accounts: 5 }, "Ada");
  expect(first).toBe("1 private account is lost for good: no other key of Ada can open it.");
  expect(second).toContain("1,200 accounts can be opened by nobody any more");
  expect(listWords(0)).toContain("nothing to be changed");
  expect(listWords(1)).toContain("secrets of 1 account:");
});

it("only accounts that there are are counted", () => {
  expect(accountWords({ waiting: 2, queued: 0, delivered: 1200, removing: 1 })).toBe(
    "1,200\u00a0delivered · 2\u00a0waiting · 1\u00a0to be removed",
  );
  expect(accountWords({ waiting: 0, queued: 0, delivered: 0, removing: 0 })).toBe("");
});

// Of a key that waits and is offered no "Deliver", somebody would look for it in vain.
it("why what waits cannot be delivered is said, and only then", () => {
  const key = { status: "active", employeeName: "Ada", accounts: { waiting: 1, queued: 0, delivered: 0, removing: 0 } };
  const of = (changed: object, deliverable = 0) => whyItWaits({ ...key, ...changed } as Key, deliverable);
  expect(of({}, 1)).toBe("");
  expect(of({})).toContain("another key of Ada that has it hands it on");
  expect(of({ status: "suspended" })).toContain("when the key is active again");
  expect(of({ accounts: { ...key.accounts, waiting: 0 } })).toBe("");
});
