// Private accounts, and the employee's other keys: made on one, served to another, and never to anybody else.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Member } from "../../../apps/server/src/testing/people.ts";
import { findAccounts, PrivateDetails } from "./find.ts";
import { importAccounts, planImport } from "./import.ts";
import { openAccount } from "./open.ts";
import { changePrivateAccount, createPrivateAccount, deletePrivateAccount } from "./private-accounts.ts";
import { readStatus } from "./status.ts";
import { sync } from "./sync.ts";
import { holdAnswer, Installation, type SoftKey } from "./testing/installation.ts";
import { details, problemOf, refusal } from "./testing/keys.ts";

let all: Installation;
beforeAll(async () => {
  all = await Installation.open();
});
afterAll(() => all.close());

const secrets = { password: "planted secret", otp: null, notes: null };
const create = (key: SoftKey, name = "Planted club") =>
  createPrivateAccount(key, key.identity, { details: { ...details, name }, secrets });
const open = async (key: SoftKey, id: string) => {
  const opened = await openAccount(key, key.identity, id);
  return { name: opened.details.name, ...opened.reveal(), trouble: opened.trouble };
};
const syncAll = async (...keys: SoftKey[]) => {
  for (const key of keys) await sync(key, { identity: key.identity });
};

async function twoKeys(): Promise<{ person: Member; laptop: SoftKey; phone: SoftKey }> {
  const person = await all.person();
  return { person, laptop: await all.activate(person, "Laptop"), phone: await all.activate(person, "Phone") };
}

describe("a private account", () => {
  it("made on one key is on the other, changed and deleted there, and readable to nobody else", async () => {
    const { laptop, phone } = await twoKeys();
    const id = await create(laptop);
    expect(await open(laptop, id)).toMatchObject({ name: "Planted club", password: "planted secret" });
    await syncAll(phone);
    expect(await open(phone, id)).toMatchObject({ name: "Planted club", password: "planted secret" });
    await changePrivateAccount(phone, phone.identity, id, {
      details: { name: "Planted choir" },
      secrets: { notes: "x" },
    });
    await syncAll(laptop);
    expect(await open(laptop, id)).toEqual({
      name: "Planted choir",
      ...secrets,
      notes: "x",
      trouble: null,
    });
    const found = await findAccounts(laptop, "planted choir", new PrivateDetails(laptop.identity));
    expect(found.map((one) => one.id)).toEqual([id]);
    const rows = await all.server.hesper.db.selectFrom("private_accounts").selectAll().execute();
    for (const text of [JSON.stringify(rows), laptop.storage.text, all.server.logs.join("")]) {
      expect(text.toLowerCase()).not.toContain("planted");
    }
    await deletePrivateAccount(laptop, id);
    expect(await refusal(() => openAccount(laptop, laptop.identity, id))).toBe("not_found");
    expect((await sync(phone)).removed).toEqual([id]);
    await syncAll(laptop);
    for (const key of [laptop, phone]) expect(await all.statesOf(key)).toEqual({ [id]: "removed" });
  });

  // Two keys changed one account, and what the first had written was gone without a word.
  it("changed on two keys at once is refused to the slower, in the server's words, and nothing is lost", async () => {
    const { laptop, phone } = await twoKeys();
    const id = await create(laptop);
    await syncAll(phone);
    await changePrivateAccount(phone, phone.identity, id, { secrets: { password: "by the phone" } });
    const before = laptop.storage.text;
    const change = { secrets: { notes: "by the laptop" } };
    const problem = await problemOf(() => changePrivateAccount(laptop, laptop.identity, id, change));
    expect(problem.code).toBe("conflict");
    expect(problem.sentence).toMatch(/^Your key “Phone” changed this account meanwhile\. /);
    expect((await problemOf(() => deletePrivateAccount(laptop, id))).code).toBe("conflict");
    expect(laptop.storage.text).toBe(before);
    await syncAll(laptop);
    await changePrivateAccount(laptop, laptop.identity, id, change);
    await syncAll(phone);
    expect(await open(phone, id)).toMatchObject({ password: "by the phone", notes: "by the laptop" });
  });

  it("whose answer is late does not take the place of what another key wrote since", async () => {
    const { laptop, phone } = await twoKeys();
    const id = await create(laptop);
    await syncAll(phone);
    const { there, release } = holdAnswer(laptop.line, `PUT /key/accounts/${id}`);
    const slow = changePrivateAccount(laptop, laptop.identity, id, { secrets: { notes: "first" } });
    await there;
    await syncAll(phone);
    await changePrivateAccount(phone, phone.identity, id, { secrets: { notes: "second" } });
    await syncAll(all.again(laptop));
    release();
    await slow;
    expect(await open(laptop, id)).toMatchObject({ notes: "second", trouble: null });
  });

  it("is checked before anything is sent, and an administrator's is not changed here", async () => {
    const { person, laptop } = await twoKeys();
    const personal = await all.give(person, [laptop]);
    await sync(laptop);
    laptop.calls.length = 0;
    const wrong = { ...details, urls: ["https://ada:secret@example.org"] };
    const problem = await problemOf(() => createPrivateAccount(laptop, laptop.identity, { details: wrong, secrets }));
    expect([problem.code, problem.sentence]).toEqual(["invalid_account", expect.stringMatching(/^Enter an address/)]);
    const long = { ...secrets, password: "x".repeat(1025) };
    expect(await refusal(() => createPrivateAccount(laptop, laptop.identity, { details, secrets: long }))).toBe(
      "invalid_account",
    );
    expect(await refusal(() => changePrivateAccount(laptop, laptop.identity, personal, {}))).toBe("not_private");
    expect(await refusal(() => deletePrivateAccount(laptop, personal))).toBe("not_private");
    expect(laptop.calls).toEqual([]);
  });

  it("whose answer was lost is told as that, and comes with the next sync", async () => {
    const { laptop } = await twoKeys();
    laptop.line.onStep = (step) => {
      if (step.startsWith("after PUT")) throw new Error("The line is cut.");
    };
    expect(await refusal(() => create(laptop))).toBe("write_unknown");
    laptop.line.onStep = () => {};
    expect((await sync(laptop)).stored.length).toBe(1);
  });

  it("is sealed again to the right keys where one was suspended meanwhile, and never to a changed one", async () => {
    const { person, laptop, phone } = await twoKeys();
    await create(laptop);
    await all.setStatus(phone, "suspended", "lost");
    let asked = 0;
    laptop.line.tamper = (path, body) => {
      asked += path.endsWith("/recipients") ? 1 : 0;
      const own = body as { keys: object[] };
      return asked === 1 ? { ...own, keys: [...own.keys, { keyId: phone.keyId, recipient: phone.recipient }] } : body;
    };
    await create(laptop, "Second");
    expect(asked).toBe(2);
    await all.setStatus(phone, "active");
    const stranger = await all.activate(person, "Stranger");
    laptop.line.tamper = (_, body) => {
      const { keys } = body as { keys: { keyId: string }[] };
      const changed = keys.map((one) => (one.keyId === phone.keyId ? { ...one, recipient: stranger.recipient } : one));
      return { ...(body as object), keys: changed };
    };
    expect(await refusal(() => create(laptop))).toBe("recipient_changed");
    laptop.line.tamper = () => ({ keys: [{ keyId: phone.keyId, recipient: phone.recipient }], organisation: null });
    expect(await refusal(() => create(laptop))).toBe("recipient_missing");
  });

  it("imports an export once, also where it was cut off in the middle", async () => {
    const { laptop } = await twoKeys();
    const rows = ["one", "two", "three"].map((name) => `${name},https://example.org,ada,planted ${name},`);
    const plan = planImport(new TextEncoder().encode(["name,url,username,password,note", ...rows].join("\n")), laptop);
    if ("refusal" in plan) throw new Error(plan.refusal);
    let puts = 0;
    laptop.line.onStep = (step) => {
      puts += step.startsWith("after PUT") ? 1 : 0;
      if (puts === 2) throw new Error("The line is cut.");
    };
    const first = await importAccounts(laptop, laptop.identity, plan);
    expect([first.created, first.left, first.stoppedBy?.code]).toEqual([1, 2, "write_unknown"]);
    laptop.line.onStep = () => {};
    const second = await importAccounts(laptop, laptop.identity, plan);
    expect([second.created, second.left, second.stoppedBy, second.failed]).toEqual([2, 0, null, []]);
    await sync(laptop);
    expect(laptop.storage.accounts.length).toBe(3);
  });
});

describe("another key of the employee", () => {
  it("gets everything from the first while that one syncs, which says which key it was", async () => {
    const person = await all.person();
    const laptop = await all.activate(person, "Laptop");
    const personal = await all.give(person, [laptop]);
    const own = await create(laptop);
    await sync(laptop);
    const phone = await all.activate(person, "Phone");
    expect((await sync(phone)).stored).toEqual([]);
    expect(await sync(laptop)).toMatchObject({ othersWait: true, served: [] });
    const other = { keyId: phone.keyId, fingerprint: phone.fingerprint };
    // The line breaks after the first is sealed: the person is told of the new key nonetheless, once.
    laptop.line.onStep = (step) => {
      if (step.startsWith("after PUT")) throw new Error("The line is cut.");
    };
    expect(await refusal(() => sync(laptop, { identity: laptop.identity }))).toBe("unreachable");
    laptop.line.onStep = () => {};
    const rest = { othersWait: false, served: [{ ...other, isNew: true, accounts: 1 }], newKeys: [other] };
    expect(await sync(laptop, { identity: laptop.identity })).toMatchObject(rest);
    expect(await sync(laptop, { identity: laptop.identity })).toMatchObject({ served: [], newKeys: [] });
    expect((await readStatus(laptop)).otherKeys).toEqual([other]);
    expect([...(await sync(phone, { identity: phone.identity })).stored].sort()).toEqual([own, personal].sort());
    expect(await open(phone, personal)).toMatchObject({ password: "correct horse", trouble: null });
    expect(await open(phone, own)).toMatchObject({ name: "Planted club", trouble: null });
    expect(await open(laptop, own)).toMatchObject({ name: "Planted club" });
    const tablet = await all.activate(person, "Tablet");
    // One that is met when a private account is made is told of too.
    await create(laptop, "Second");
    expect((await sync(laptop)).newKeys).toEqual([{ keyId: tablet.keyId, fingerprint: tablet.fingerprint }]);
  });

  // A server that names a recipient of its own would get everything from the first key that syncs unlocked.
  it("is not served where the server names others than it should, or what it gives does not open", async () => {
    const person = await all.person();
    const laptop = await all.activate(person, "Laptop");
    const own = await create(laptop);
    await all.give(person, [laptop]);
    await sync(laptop, { identity: laptop.identity });
    const phone = await all.activate(person, "Phone");
    const stranger = await all.activate(await all.person(), "Stranger");
    interface Item {
      id: string;
      kind: string;
      sealed: string;
      recipients: { keyId: string; recipient: string }[];
    }
    const lies: [string, (item: Item) => Item][] = [
      ["recipient_changed", (item) => swap(item, (one) => ({ ...one, recipient: stranger.recipient }))],
      ["recipient_changed", (item) => swap(item, (one) => ({ ...one, keyId: stranger.keyId }))],
      [
        "recipient_changed",
        (item) => ({
          ...item,
          recipients: [...item.recipients, { keyId: stranger.keyId, recipient: stranger.recipient }],
        }),
      ],
      [
        "recipient_missing",
        (item) => ({ ...item, recipients: item.recipients.filter(({ keyId }) => keyId !== laptop.keyId) }),
      ],
      ["damaged", (item) => ({ ...item, sealed: item.sealed.replace(/.{5}(?==*$)/, "AAAA0") })],
    ];
    const swap = (item: Item, change: (one: Item["recipients"][number]) => Item["recipients"][number]) => ({
      ...item,
      recipients: item.recipients.map((one) => (one.keyId === phone.keyId ? change(one) : one)),
    });
    for (const [code, lie] of lies) {
      laptop.calls.length = 0;
      laptop.line.tamper = (path, body) => {
        if (!path.endsWith("/key/waiting")) return body;
        return { ...(body as object), items: (body as { items: Item[] }).items.map(lie) };
      };
      const report = await sync(laptop, { identity: laptop.identity });
      expect(report.notServed.map((one) => one.code)).toEqual([code, code]);
      expect(report).toMatchObject({ served: [], othersWait: true });
      expect(laptop.calls.filter((call) => call.startsWith("PUT"))).toEqual([]);
    }
    laptop.line.tamper = (_, body) => body;
    expect((await sync(laptop, { identity: laptop.identity })).served.length).toBe(1);
    // Known from then on: its recipient cannot become another.
    laptop.line.tamper = (path, body) => {
      if (!path.endsWith("/key/recipients")) return body;
      const { keys } = body as { keys: { keyId: string }[] };
      const changed = keys.map((one) => (one.keyId === phone.keyId ? { ...one, recipient: stranger.recipient } : one));
      return { ...(body as object), keys: changed };
    };
    const change = { secrets: { notes: "x" } };
    expect(await refusal(() => changePrivateAccount(laptop, laptop.identity, own, change))).toBe("recipient_changed");
  });
});
