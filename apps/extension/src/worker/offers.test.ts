// Offers to save: kept in memory only, only of log-ins that worked, and gone when the key is locked.
import { beforeEach, expect, it } from "vitest";
import { idOf, makeWorker, pin, type TestWorker } from "../testing/worker.ts";
import { refusalOf } from "./refusals.ts";
import { type ContentSender, senderOf } from "./senders.ts";

const id = "abcdefghijklmnopabcdefghijklmnop";
let worker: TestWorker;
beforeEach(async () => {
  worker = await makeWorker();
  await worker.key.unlock(pin);
});

/** What the browser says of a script in a page. */
function scriptAt(page: string, { documentId = "D1", tab = 7, frame = 0, origin = new URL(page).origin } = {}) {
  const told = { id, url: `${origin}/`, origin, frameId: frame, documentId, tab: { id: tab, url: page } };
  const sender = senderOf(told as chrome.runtime.MessageSender, { id, url: `chrome-extension://${id}/` });
  return sender as ContentSender;
}
const mail = scriptAt("https://mail.example.org/log-in");
const next = scriptAt("https://mail.example.org/inbox", { documentId: "D2" });
const typed = (password: string, login: string | null = "ada") =>
  ({ say: "submitted", purpose: "log_in", login, password }) as const;

it("are made when the log-in has worked: said by the page, or shown by the next one", async () => {
  await worker.offers.noteSent(mail, typed("new secret", "grace"));
  expect(await worker.offers.list()).toEqual([]);
  // The same document says nothing new by showing its fields again.
  expect(await worker.offers.noteArrival(mail, true)).toBeNull();
  expect(await worker.again().offers.noteArrival(next, false)).toBe("save");
  const [offer] = await worker.offers.list();
  expect(offer).toMatchObject({
    kind: "save",
    url: "https://mail.example.org",
    login: "grace",
    accounts: [],
    site: { domain: "example.org" },
  });
  expect(JSON.stringify(offer)).not.toContain("secret");
  expect(await worker.offers.password(offer?.id ?? "")).toBe("new secret");
  await worker.offers.noteSent(mail, typed("another", "edith"));
  expect(await worker.offers.noteOutcome(mail, false)).toBe("save");
  expect(await worker.offers.count()).toBe(2);
  await worker.key.lock();
  expect([await worker.offers.count(), worker.sessionArea.text]).toEqual([0, "[]"]);
});

it("are not made of a log-in that did not work, took too long, went elsewhere, or was in a frame of somebody else", async () => {
  await worker.offers.noteSent(mail, typed("wrong"));
  expect(await worker.offers.noteArrival(next, true)).toBeNull();
  expect(await worker.offers.noteArrival(next, false)).toBeNull();
  await worker.offers.noteSent(mail, typed("late"));
  worker.nowMs += 121_000;
  expect(await worker.offers.noteArrival(next, false)).toBeNull();
  await worker.offers.noteSent(mail, typed("elsewhere"));
  expect(await worker.offers.noteArrival(scriptAt("https://evil.example", { documentId: "D3" }), false)).toBeNull();
  const framed = scriptAt("https://mail.example.org", { frame: 3, origin: "https://evil.example" });
  await worker.offers.noteSent(framed, typed("framed"));
  expect(worker.sessionArea.text).not.toContain("framed");
});

it("know what is there: nothing to offer, an own account to update, or one that an administrator changes", async () => {
  await worker.give({ id: idOf(1), kind: "private", details: { login: "ada", name: "Own" } });
  await worker.give({ id: idOf(2), details: { login: "grace" }, inside: { password: "given" } });
  const outcome = async (password: string, login: string | null) => {
    await worker.offers.noteSent(mail, typed(password, login));
    return await worker.offers.noteOutcome(mail, false);
  };
  expect(await outcome("secret 1", "ADA")).toBeNull();
  expect(await outcome("changed", "ada")).toBe("update");
  expect(await outcome("changed", "grace")).toBe("update_elsewhere");
  expect(await outcome("given", "grace")).toBeNull();
  expect(await outcome("new", "edith")).toBe("save");
  // The page asked for the password only.
  expect(await outcome("changed again", null)).toBe("update");
  const kinds = (await worker.offers.list()).map(({ kind, accounts }) => [kind, accounts.map((one) => one.id)]);
  expect(kinds).toEqual([
    ["update", [idOf(1)]],
    ["update_elsewhere", []],
    ["save", []],
    ["update", [idOf(1)]],
  ]);
});

it("lie about no longer than they are offered", async () => {
  await worker.offers.noteSent(mail, typed("old secret", "grace"));
  await worker.offers.noteOutcome(mail, false);
  worker.nowMs += 601_000;
  expect(await worker.offers.list()).toEqual([]);
  await worker.offers.forgetOld();
  expect(worker.sessionArea.text).not.toContain("old secret");
});

it("are closed one by one, by tab, or for a site for ever", async () => {
  await worker.offers.noteSent(mail, typed("one", "grace"));
  await worker.offers.noteOutcome(mail, false);
  await worker.offers.dismissOf(8);
  expect(await worker.offers.count()).toBe(1);
  await worker.offers.dismissOf(7);
  expect(await worker.offers.count()).toBe(0);
  await worker.offers.noteSent(mail, typed("two", "grace"));
  await worker.offers.noteOutcome(mail, false);
  const [offer] = await worker.offers.list();
  await worker.offers.dismiss(offer?.id ?? "", true);
  await worker.offers.noteSent(mail, typed("three", "grace"));
  expect(await worker.offers.noteOutcome(mail, false)).toBeNull();
  const gone = worker.offers.accept(offer?.id ?? "", { name: "Mail", login: "grace", account: null });
  expect(refusalOf(await gone.catch((error) => error)).code).toBe("offer_gone");
  expect(worker.sessionArea.text).not.toMatch(/"(one|two|three)"/);
});
