// Importing accounts: what entries become, and how a run goes on after a failure half-way.
import type { ExportedEntry } from "@hesper/vault/import";
import { expect, it } from "vitest";
import { planAccount } from "./plan.ts";
import { type ImportDoor, type ImportItem, importAll } from "./run.ts";

const entry: ExportedEntry = {
  place: "row 2",
  name: "Mail",
  urls: ["mail.example.org"],
  apps: [],
  login: "ada",
  password: "planted",
  otp: "GEZD GNBV GY3T QOJQ",
  notes: null,
  left: [],
};

it("makes an account of an entry, with the secret as the vault keeps it", () => {
  expect(planAccount(entry)).toEqual({
    place: "row 2",
    details: { name: "Mail", urls: ["https://mail.example.org"], apps: [], loginType: "website", login: "ada" },
    secrets: {
      password: "planted",
      otp: { secret: "GEZDGNBVGY3TQOJQ", algorithm: "SHA1", digits: 6, period: 30 },
      notes: null,
    },
    hasOtp: true,
    remarks: [],
    obstacle: null,
  });
});

it("says what is left out, and what cannot be taken", () => {
  const odd = planAccount({
    ...entry,
    name: "n".repeat(150),
    urls: ["https://ada:secret@example.org", "https://example.org"],
    apps: ["org.example.mail"],
    login: "",
    otp: "otpauth://hotp/ada?secret=GEZDGNBVGY3TQOJQ&counter=1",
    left: ["passkey"],
  });
  expect(odd.details).toMatchObject({ urls: ["https://example.org"], login: "n".repeat(100) });
  expect(odd.secrets.otp).toBeNull();
  expect(odd.remarks).toEqual([
    "Its passkey stays behind.",
    "Its name is cut.",
    "Some of its addresses cannot be used, and are left out.",
    expect.stringMatching(/^Its OTP secret is left out: This secret counts codes \(HOTP\)/),
    "It has no login; its name is put there.",
  ]);
  expect(odd.obstacle).toBeNull();
  expect(planAccount({ ...entry, password: null, otp: "steam://ABC" })).toMatchObject({
    obstacle: "Nothing of it can be kept.",
    remarks: ["Its OTP secret is left out: codes of Steam are of a kind of their own."],
  });
  expect(planAccount({ ...entry, login: "x".repeat(300) }).obstacle).toMatch(/at most 256/);
});

const items: ImportItem[] = ["a", "b", "c", "d"].map((id) => {
  const { details, secrets } = planAccount(entry);
  return { id, details, secrets };
});
const running = () => ({ signal: new AbortController().signal, onProgress: () => {} });

it("stops at an outage and goes on where it stopped, making nothing twice", async () => {
  const there = new Set<string>();
  let isDown = false;
  const door: ImportDoor = {
    create: async ({ id }) => {
      if (isDown) throw new Error("unreachable");
      // "b" is saved, and its answer is lost; then the server is gone.
      there.add(id);
      if (id === "b") throw new Error("unreachable");
      if (id === "c") {
        there.delete(id);
        isDown = true;
        throw new Error("unreachable");
      }
    },
    exists: async (id) => there.has(id),
    isItsOwn: () => false,
  };
  const first = await importAll(items, door, running());
  expect([first.created, first.left.map(({ id }) => id)]).toEqual([
    ["a", "b"],
    ["c", "d"],
  ]);
  expect(first.stoppedBy?.message).toBe("unreachable");
  const again = await importAll(first.left, { ...door, create: async ({ id }) => void there.add(id) }, running());
  expect([again.created, again.left, again.stoppedBy]).toEqual([["c", "d"], [], null]);
});

it("leaves out what is refused for itself, and stops when the person says so", async () => {
  const stop = new AbortController();
  const seen: number[] = [];
  const door: ImportDoor = {
    create: async ({ id }) => {
      if (id === "b") throw new Error("refused");
      if (id === "c") stop.abort();
    },
    exists: async () => false,
    isItsOwn: () => true,
  };
  const { created, failed, left } = await importAll(items, door, {
    signal: stop.signal,
    onProgress: (done) => seen.push(done),
  });
  expect([created, failed.map(({ id }) => id), left.map(({ id }) => id)]).toEqual([["a", "c"], ["b"], ["d"]]);
  expect(seen).toEqual([1, 2, 3]);
});
