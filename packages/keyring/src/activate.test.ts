// Links of activation: what is taken, and where nothing is sent to.
import { expect, it } from "vitest";
import { activate, readActivationLink, readActivationPlace } from "./activate.ts";
import { makeKey, refusal } from "./testing/keys.ts";

it("reads links and places as they are typed", () => {
  const code = "7K2M9-QRT0A-BCXYZ-12345";
  expect(readActivationLink(` https://hesper.example.org/activate-key#${code}\n`)).toEqual({
    server: "https://hesper.example.org",
    code,
  });
  for (const server of ["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"]) {
    expect(readActivationLink(`${server}/activate-key#${code}`).server).toBe(server);
  }
  expect(readActivationPlace("hesper.example.org:8443", " 7k2m9 qrt0a bcxyz 12345 ")).toEqual({
    server: "https://hesper.example.org:8443",
    code: "7k2m9 qrt0a bcxyz 12345",
  });
  expect(readActivationPlace("http://10.0.0.7", code, { allowHttp: true }).server).toBe("http://10.0.0.7");
});

it.each([
  ["http://hesper.example.org/activate-key#ABCDE", "insecure_server"],
  ["http://localhost.example.org/activate-key#ABCDE", "insecure_server"],
  ["https://hesper.example.org/activate-key", "bad_link"],
  ["https://hesper.example.org/activate-key?code=ABCDE", "bad_link"],
  ["https://hesper.example.org/invitation#ABCDE", "bad_link"],
  ["https://ada:secret@hesper.example.org/activate-key#ABCDE", "bad_link"],
  ["javascript:alert(1)", "bad_link"],
  ["file:///activate-key#ABCDE", "bad_link"],
  ["hesper.example.org", "bad_link"],
  [`https://hesper.example.org/activate-key#${"A".repeat(65)}`, "bad_link"],
])("refuses %s", async (link, code) => {
  expect(await refusal(() => readActivationLink(link))).toBe(code);
});

it("does not activate over a key that is there, and asks for the PIN that the policy wants before it sends anything", async () => {
  const key = await makeKey();
  const { policy, employee, installation } = key.storage.record;
  const server = "https://hesper.example.org";
  const activation = {
    server,
    code: "ABCDE",
    name: "Laptop",
    employee,
    installation,
    policy,
    recipientKind: "x25519" as const,
  };
  const given = { pin: "12345", device: "test" };
  const before = key.storage.text;
  const asked = { ...activation, expiresAt: "2026-03-08T12:00:00Z" } as const;
  expect(await refusal(() => activate(key, asked, given))).toBe("weak_pin");
  expect(await refusal(() => activate(key, asked, { ...given, pin: "123456" }))).toBe("already_activated");
  expect(key.storage.text).toBe(before);
});
