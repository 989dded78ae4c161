// Syncing with a real server that lies, is cut off at every request and every change of the store, or was put back to an
// older state.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openAccount } from "./open.ts";
import { type SyncReport, sync } from "./sync.ts";
import { holdAnswer, Installation, type SoftKey } from "./testing/installation.ts";
import { refusal } from "./testing/keys.ts";

let all: Installation;
beforeAll(async () => {
  all = await Installation.open();
});
afterAll(() => all.close());

interface Page {
  accounts: { id: string; sealed: string; [field: string]: unknown }[];
  removed: string[];
  revision: number;
  hasMore: boolean;
}

/** A server that gives something else in place of the changes. */
function lying(key: SoftKey, lie: (page: Page) => unknown): void {
  key.line.tamper = (path, body) => (path.endsWith("/key/changes") ? lie(structuredClone(body) as Page) : body);
}

const passwordOf = async (key: SoftKey, id: string) => (await openAccount(key, key.identity, id)).reveal().password;

describe("a server that lies", () => {
  // The key was handed another account's password, or an old one, and showed it without a word: what is inside names
  // its account and its revision, and both are compared.
  it("by swapping, replaying or changing a byte is noticed, whether the key is unlocked or not", async () => {
    const lies: Record<string, (page: Page, before: Page) => unknown> = {
      swapped: ({ accounts, ...page }) => {
        const [one, two] = accounts;
        return { ...page, accounts: [{ ...one, sealed: two?.sealed }, two].filter(Boolean) };
      },
      replayed: ({ accounts, ...page }, before) => ({
        ...page,
        accounts: accounts.map((one) => ({ ...one, sealed: before.accounts.find(({ id }) => id === one.id)?.sealed })),
      }),
      damaged: ({ accounts, ...page }) => ({
        ...page,
        accounts: accounts.map((one) => ({ ...one, sealed: one.sealed.replace(/.{5}(?==*$)/, "AAAA0") })),
      }),
    };
    for (const [trouble, lie] of Object.entries(lies)) {
      for (const identity of ["locked", "unlocked"] as const) {
        const person = await all.person();
        const key = await all.activate(person);
        const unlocked = identity === "unlocked" ? { identity: key.identity } : {};
        const ids = [await all.give(person, [key]), await all.give(person, [key])].sort();
        const [id = "", other = ""] = ids;
        const before: Page[] = [];
        lying(key, (page) => {
          before.push(page);
          return page;
        });
        await sync(key, { identity: key.identity });
        for (const one of ids) await all.setPassword(one, 1, [key], `new ${one}`);
        lying(key, (page) => lie(page, before[0] as Page));
        const report = await sync(key, unlocked);
        const opened = await openAccount(key, key.identity, id);
        expect([opened.trouble, opened.reveal().password]).toEqual([trouble, "correct horse"]);
        if (identity === "unlocked") {
          expect(report.troubles).toContainEqual({ id, trouble });
          // The administrator sees that it did not arrive.
          expect((await all.statesOf(key))[id]).toBe("queued");
        }
        if (trouble === "swapped") expect(await passwordOf(key, other)).toBe(`new ${other}`);
        // Delivered again by a server that tells the truth, it is there.
        key.line.tamper = (_, body) => body;
        await sync(key, { fromTheBeginning: true, ...unlocked });
        const again = await openAccount(key, key.identity, id);
        expect([again.trouble, again.reveal().password]).toEqual([null, `new ${id}`]);
        expect((await all.statesOf(key))[id]).toBe("delivered");
      }
    }
  });

  it("with answers that make no sense is not believed: nothing of them is kept, and asking ends", async () => {
    const person = await all.person();
    const key = await all.activate(person);
    await all.give(person, [key]);
    const before = key.storage.record.revision;
    const nonsense: ((page: Page) => unknown)[] = [
      (page) => ({ ...page, hasMore: true, revision: 0 }),
      (page) => ({ ...page, accounts: page.accounts.map((one) => ({ ...one, id: "../../record" })) }),
      (page) => ({ ...page, accounts: page.accounts.map((one) => ({ ...one, id: one.id.toUpperCase() })) }),
      (page) => ({ ...page, removed: ["../record"] }),
      (page) => ({ ...page, accounts: page.accounts.map((one) => ({ ...one, kind: "private" })) }),
      ({ accounts }) => ({ accounts }),
      () => null,
    ];
    for (const lie of nonsense) {
      lying(key, lie);
      expect(await refusal(() => sync(key))).toBe("bad_answer");
      expect([key.storage.record.revision, key.storage.accounts]).toEqual([before, []]);
    }
    key.line.tamper = (path, body) => (path.endsWith("/key") ? { ...(body as object), keyId: all.boss.id } : body);
    expect(await refusal(() => sync(key))).toBe("bad_answer");
  });
});

it("costs one request where nothing is new, and says no more than changed", async () => {
  const person = await all.person();
  const key = await all.activate(person);
  for (let at = 0; at < 3; at += 1) await all.give(person, [key]);
  await sync(key);
  const changes = key.storage.changes;
  key.calls.length = 0;
  expect((await sync(key)).stored).toEqual([]);
  expect(key.calls).toEqual(["GET /key"]);
  expect(key.storage.changes - changes).toBe(1);
});

/** What one key holds, opened, and what it owes; what the server thinks of it. */
async function stateOf(key: SoftKey, names: ReadonlyMap<string, string>) {
  const { record, accounts } = key.storage;
  const held: Record<string, unknown> = {};
  for (const { id, kind, revision, trouble, newer, seenRevision } of accounts) {
    const password = await passwordOf(key, id);
    held[names.get(id) ?? id] = { kind, revision, trouble, newer, seenRevision, password };
  }
  const states = Object.entries(await all.statesOf(key)).map(([id, status]) => [names.get(id), status].join(" "));
  const { applied, removed } = record.receipts;
  return { held, owed: [...applied, ...removed], states: states.sort(), known: record.knownKeys.length };
}

/** A key with something new, something changed, something gone, and another key that waits for it. */
async function scene(onStep: (step: string) => void) {
  const person = await all.person();
  const key = await all.activate(person, "Laptop", onStep);
  key.line.pageSize = 2;
  const names = new Map<string, string>();
  const give = async (name: string) => {
    const id = await all.give(person, [key], { name });
    names.set(id, name);
    return id;
  };
  const [changed, gone] = [await give("changed"), await give("gone"), await give("kept")];
  await sync(key, { identity: key.identity });
  const phone = await all.activate(person, "Phone");
  await all.setPassword(changed, 1, [key], "changed");
  await all.remove(gone);
  await give("new");
  return { key, phone, names };
}

// The power may go, or the line, at any time: whatever was kept and said by then, the next sync ends as if nothing had been.
it("ends the same wherever it is cut off: at every request and at every change of the store", async () => {
  const run = async (cutAt: number) => {
    let steps = 0;
    let isArmed = false;
    // Before each of them everything is as after the one before.
    const onStep = (step: string) => {
      if (!isArmed || step.startsWith("before")) return;
      steps += 1;
      if (steps === cutAt) throw new Error(`cut ${step}`);
    };
    const { key, phone, names } = await scene(onStep);
    isArmed = true;
    key.line.onStep = onStep;
    const outcome = await sync(key, { identity: key.identity }).then(
      () => "done",
      () => "cut",
    );
    isArmed = false;
    await sync(key, { identity: key.identity });
    await sync(key, { identity: key.identity });
    await sync(phone, { identity: phone.identity });
    return { outcome, steps, key: await stateOf(key, names), phone: await stateOf(phone, names) };
  };
  const whole = await run(Number.POSITIVE_INFINITY);
  expect(whole.outcome).toBe("done");
  expect(whole.key).toMatchObject({
    held: { changed: { password: "changed" }, kept: {}, new: {} },
    owed: [],
    states: ["changed delivered", "gone removed", "kept delivered", "new delivered"],
    known: 1,
  });
  expect(whole.phone.states).toEqual(["changed delivered", "kept delivered", "new delivered"]);
  for (let cutAt = 1; cutAt <= whole.steps; cutAt += 1) {
    const { outcome, key, phone } = await run(cutAt);
    expect([cutAt, outcome]).toEqual([cutAt, "cut"]);
    expect([cutAt, key, phone]).toEqual([cutAt, whole.key, whole.phone]);
  }
});

it("two and more at once on one store harm nothing: each account is stored, confirmed, and served once", async () => {
  const { key, phone, names } = await scene(() => {});
  const others = Array.from({ length: 4 }, () => {
    const other = all.again(key);
    other.line.pageSize = 2;
    return other;
  });
  const reports = await Promise.all(others.map((one) => sync(one, { identity: key.identity })));
  const stored = reports.flatMap((report: SyncReport) => report.stored);
  expect(new Set(stored).size).toBe(stored.length);
  await sync(key, { identity: key.identity });
  await sync(phone);
  const found = await stateOf(key, names);
  expect(found.states).toEqual(["changed delivered", "gone removed", "kept delivered", "new delivered"]);
  expect(found.owed).toEqual([]);
  expect((await stateOf(phone, names)).states.length).toBe(3);
});

describe("an answer that is late, while another sync goes on", () => {
  const isFresh = async (key: SoftKey, id: string) => {
    const opened = await openAccount(key, key.identity, id);
    expect([opened.trouble, opened.reveal().password]).toEqual([null, "newer"]);
  };

  it("with changes does not bring back what is older", async () => {
    const person = await all.person();
    const key = await all.activate(person);
    const id = await all.give(person, [key]);
    const late = all.again(key);
    const { there, release } = holdAnswer(late.line, "GET /key/changes");
    const slow = sync(late, { identity: key.identity });
    await there;
    await all.setPassword(id, 1, [key], "newer");
    await sync(key, { identity: key.identity });
    release();
    expect((await slow).troubles).toEqual([]);
    await isFresh(key, id);
  });

  it("to receipts does not forget what is owed since", async () => {
    const person = await all.person();
    const key = await all.activate(person);
    const id = await all.give(person, [key]);
    const late = all.again(key);
    const { there, release } = holdAnswer(late.line, "POST /key/receipts");
    const slow = sync(late, { identity: key.identity });
    await there;
    await all.setPassword(id, 1, [key], "newer");
    // What is owed already goes through; then the newer one is stored, and its receipt does not.
    let sent = 0;
    key.line.onStep = (step) => {
      sent += step === "before POST /key/receipts" ? 1 : 0;
      if (sent === 2) throw new Error("The line is cut.");
    };
    expect(await refusal(() => sync(key, { identity: key.identity }))).toBe("unreachable");
    release();
    await slow;
    expect(await all.statesOf(key)).toEqual({ [id]: "delivered" });
    await isFresh(key, id);
  });
});

it("a server that was put back to an older state is asked from the beginning, and nothing newer is lost", async () => {
  const person = await all.person();
  const key = await all.activate(person);
  const id = await all.give(person, [key]);
  let old: Page | null = null;
  lying(key, (page) => {
    old ??= page;
    return page;
  });
  await sync(key, { identity: key.identity });
  const lost = await all.give(person, [key]);
  await all.setPassword(id, 1, [key], "newer");
  await sync(key, { identity: key.identity });
  // As a backup from before: fewer changes, the account as it was, and another that it has never heard of.
  const { db } = all.server.hesper;
  await db
    .updateTable("keys")
    .set({ change_revision: 1 })
    .where("id", "=", key.keyId as never)
    .execute();
  await db
    .deleteFrom("key_accounts")
    .where("account_id", "=", lost as never)
    .execute();
  await db
    .updateTable("key_accounts")
    .set({ revision: 1 })
    .where("account_id", "=", id as never)
    .execute();
  lying(key, (page) => ({ ...page, accounts: old?.accounts }));
  const report = await sync(key, { identity: key.identity });
  expect(report).toMatchObject({ restarted: true, unknownToServer: [lost], troubles: [{ id, trouble: "replayed" }] });
  expect(key.storage.record.revision).toBe(1);
  expect(await passwordOf(key, id)).toBe("newer");
  expect(await passwordOf(key, lost)).toBe("correct horse");
  // What the server is asked for without knowing its revision, as by a key whose state is older: it says so itself.
  key.storage.tamper((account) => account, { revision: 7 });
  key.line.tamper = (path, body) => (path.endsWith("/key") ? { ...(body as object), revision: 9 } : body);
  expect((await sync(key)).restarted).toBe(true);
});
