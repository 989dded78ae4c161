// How long a key is unlocked, what a list of it shows, and what is left when it is locked.
import { beforeEach, describe, expect, it } from "vitest";
import { readSite, type Site } from "../site/site.ts";
import { idOf, makeWorker, pin, type TestWorker } from "../testing/worker.ts";
import { refusalOf } from "./refusals.ts";

const minuteMs = 60_000;
let worker: TestWorker;
beforeEach(async () => {
  worker = await makeWorker();
});

const codeOf = async (work: Promise<unknown>) =>
  await work.then(
    () => null,
    (error) => refusalOf(error).code,
  );
function site(address: string): Site {
  const read = readSite(address);
  if (!read) throw new Error("It is no site.");
  return read;
}

describe("an unlocked key", () => {
  it("stays so over stops of the worker while it is used, and locks after so long without", async () => {
    expect(await codeOf(worker.accounts.find(null, "", 10))).toBe("asks_pin");
    await worker.key.unlock(pin);
    for (const _ of [1, 2, 3]) {
      worker.nowMs += 14 * minuteMs;
      expect(await codeOf(worker.again().accounts.find(null, "", 10))).toBeNull();
    }
    // Looking on is no use.
    worker.nowMs += 10 * minuteMs;
    expect(await codeOf(worker.onlookers.find(null, "", 10))).toBeNull();
    expect(await worker.key.stage()).toBe("unlocked");
    worker.nowMs += 5 * minuteMs;
    expect(await worker.again().key.stage()).toBe("locked");
    expect(worker.sessionArea.text).not.toContain("AGE-SECRET-KEY");
  });

  it("is locked by a clock that jumps, forth or back", async () => {
    for (const jump of [15 * minuteMs, -15 * minuteMs]) {
      await worker.key.unlock(pin);
      worker.nowMs += jump;
      expect(await codeOf(worker.accounts.find(null, "", 10))).toBe("asks_pin");
      worker.nowMs -= jump;
      expect(await worker.key.stage()).toBe("locked");
    }
  });

  it("is not brought back by a use that was under way when it was locked", async () => {
    await worker.key.unlock(pin);
    await Promise.allSettled([worker.key.use(), worker.key.lock(), worker.key.use()]);
    expect(await worker.key.stage()).toBe("locked");
    expect(worker.sessionArea.names).toEqual([]);
  });

  it("is not taken from a session that holds something else", async () => {
    for (const odd of [1, {}, { keyId: idOf(1), identity: "AGE-SECRET-KEY-1", usedAtMs: worker.nowMs }]) {
      await worker.sessionArea.set({ unlocked: odd });
      expect(await worker.key.stage()).toBe("locked");
    }
  });
});

describe("a list", () => {
  it("has the accounts for the site first, the best of them first, and finds by words", async () => {
    await worker.give({ id: idOf(1), details: { name: "Wiki", urls: ["https://wiki.example.org"] } });
    await worker.give({ id: idOf(2), details: { name: "Mail", urls: ["https://mail.example.org"] } });
    await worker.give({ id: idOf(3), details: { name: "Other", urls: ["https://example.com"] } });
    const otp = { secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", algorithm: "SHA1", digits: 6, period: 30 } as const;
    await worker.give({
      id: idOf(4),
      kind: "private",
      details: { name: "Own", urls: ["http://mail.example.org:8080"] },
      inside: { otp, password: null },
    });
    await worker.key.unlock(pin);
    const found = await worker.accounts.find(site("https://mail.example.org"), "", 10);
    expect(found.forSite.map(({ id }) => id)).toEqual([idOf(2), idOf(4), idOf(1)]);
    expect(found.forSite.map(({ hasPassword, hasCode }) => [hasPassword, hasCode])).toEqual([
      [true, false],
      [false, true],
      [true, false],
    ]);
    expect(found.others.map(({ id }) => id)).toEqual([idOf(3)]);
    const over = await worker.accounts.find(site("http://mail.example.org:8080"), "", 10);
    expect(over.forSite.map(({ id, fit }) => [id, fit])).toEqual([
      [idOf(4), "fits"],
      [idOf(2), "insecure"],
      [idOf(1), "insecure"],
    ]);
    const searched = await worker.accounts.find(site("https://mail.example.org"), "OTH", 0);
    expect([searched.forSite, searched.others, searched.othersFound]).toEqual([[], [], 1]);
    // What comes later is seen, also by the next worker, which has the list of the one before.
    const next = worker.again();
    expect((await next.accounts.find(null, "", 10)).othersFound).toBe(4);
    await next.give({ id: idOf(5), details: { name: "New" } });
    expect((await next.accounts.find(null, "", 10)).othersFound).toBe(5);
    expect((await worker.again().accounts.find(null, "", 10)).othersFound).toBe(5);
    await worker.key.lock();
    expect(worker.sessionArea.names).toEqual([]);
  });

  it("shows the code of an account, and says where there is none", async () => {
    // RFC 6238, appendix B, at the time of the test.
    const otp = { secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", algorithm: "SHA1", digits: 6, period: 30 } as const;
    await worker.give({ id: idOf(1), inside: { otp } });
    await worker.give({ id: idOf(2), inside: { password: null } });
    await worker.key.unlock(pin);
    expect(await worker.accounts.code(idOf(1))).toMatchObject({ code: expect.stringMatching(/^\d{6}$/), period: 30 });
    expect(await codeOf(worker.accounts.code(idOf(2)))).toBe("no_otp");
    expect(await codeOf(worker.accounts.password(idOf(2)))).toBe("no_password");
    expect(await codeOf(worker.accounts.page(idOf(9)))).toBe("not_found");
  });
});
