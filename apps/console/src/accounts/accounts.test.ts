// What stands between the form and the API: sealing for exactly those who are named, and what is said of failures.
import { generateIdentity, openAccount, readSealedHeader, recipientOf, VaultProblem } from "@hesper/vault";
import { expect, it } from "vitest";
import { NoOrganisationKey } from "../organisation-key/use-organisation-key.ts";
import { RefusedError } from "../session/api.ts";
import { newestSeen, noteRevision } from "./accounts.ts";
import { detailProblems, differences, noDetails, tidied } from "./details.ts";
import { passwordProblem } from "./password-draft.ts";
import { firstPayload, fromBase64, GaveUp, newAccountId, sealFor, sentenceOfFailure, toBase64 } from "./sealing.ts";

it("seals to the employee's keys and the organisation key, and to nobody else", async () => {
  const [key, organisation, stranger] = await Promise.all([1, 2, 3].map(() => generateIdentity("x25519")));
  if (!key || !organisation || !stranger) throw new Error("no identities");
  const id = newAccountId();
  const payload = firstPayload(id, { password: "planted", otp: null, notes: null });
  const recipients = {
    keys: [{ keyId: "a", recipient: await recipientOf(key) }],
    organisation: { keyId: "b", recipient: await recipientOf(organisation) },
  };
  const { sealed, sealedTo } = await sealFor(recipients, payload);
  expect(sealedTo).toEqual(["a", "b"]);
  const bytes = fromBase64(sealed);
  expect(readSealedHeader(bytes).recipients).toBe(2);
  const expected = { account: id, revisionAtLeast: 0 };
  for (const identity of [key, organisation]) expect(await openAccount(bytes, identity, expected)).toEqual(payload);
  await expect(openAccount(bytes, stranger, expected)).rejects.toMatchObject({ code: "not_for_this_identity" });
  await expect(sealFor({ keys: [], organisation: null }, payload)).rejects.toMatchObject({ code: "no_recipients" });
});

it("writes and reads Base64 as the server does, also of what is large", () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, at) => (at * 31) % 256);
  expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
  expect(fromBase64(toBase64(bytes))).toEqual(bytes);
});

// A server that gave out an older list after a newer one made an old sealed part acceptable again.
it("remembers the newest revision that it saw", () => {
  noteRevision({ id: "x", sealedRevision: 5 });
  noteRevision({ id: "x", sealedRevision: 3 });
  expect([newestSeen("x"), newestSeen("y")]).toEqual([5, 0]);
});

it("says of each failure what to do, and nothing where the person gave up", () => {
  expect(sentenceOfFailure(null)).toBe("");
  expect(sentenceOfFailure(new GaveUp())).toBe("");
  expect(sentenceOfFailure(new VaultProblem("older_revision"))).toMatch(/Tell whoever runs the server/);
  expect(sentenceOfFailure(new VaultProblem("not_for_this_identity"))).toMatch(/made before there was one/);
  expect(sentenceOfFailure(new NoOrganisationKey())).toMatch(/^There is no organisation key.*create it anew\.$/);
  const refusal = { ok: false, status: 409, title: "", detail: "Grace changed it.", code: "conflict" } as const;
  expect(sentenceOfFailure(new RefusedError({ ...refusal, retryAfterSeconds: null }))).toBe("Grace changed it.");
  expect(sentenceOfFailure(new Error("planted"))).not.toContain("planted");
});

it("checks the fields as the server does, and shows in what two differ", () => {
  expect(Object.keys(detailProblems(noDetails))).toEqual(["name", "login"]);
  const details = {
    ...noDetails,
    name: " Mail ",
    urls: ["mail.example.org"],
    login: "CORP\\ada",
    loginType: "domain",
  } as const;
  const typed = { ...details, urls: [...details.urls], apps: [] };
  expect(detailProblems(typed)).toEqual({});
  expect(tidied(typed)).toMatchObject({ name: "Mail", urls: ["https://mail.example.org"] });
  expect(detailProblems({ ...typed, urls: ["https://ada:planted@example.org"] })).toHaveProperty("urls");
  expect(detailProblems({ ...typed, loginType: "microsoft" })).toHaveProperty("login");
  expect(differences(typed, { ...typed, login: "grace", urls: [] })).toEqual([
    { label: "URLs", value: "empty" },
    { label: "Login", value: "grace" },
  ]);
  expect(passwordProblem({ password: "x".repeat(1025), again: "" })?.field).toBe("password");
  expect(passwordProblem({ password: "one", again: "two" })?.field).toBe("again");
  expect(passwordProblem({ password: "", again: "" })).toBeNull();
});
