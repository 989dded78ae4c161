// What can be read of an account: logins by their type, addresses, and secrets that were put into the wrong field.
import { describe, expect, it } from "vitest";
import { accountName, accountUrl, accountUrls, type LoginType, loginProblem } from "./account-fields.ts";

describe("a login", () => {
  it.each<[LoginType, string]>([
    ["website", "ada@example.org"],
    ["application", "ada lovelace"],
    ["local", ".\\ada"],
    ["local", "DESKTOP-1\\ada.lovelace"],
    ["local", "PC\\Ada Lovelace"],
    ["domain", "CORP\\ada"],
    ["domain", "corp.example.org\\ada"],
    ["domain", "ada@corp.example.org"],
    ["azure_ad", "ada@example.onmicrosoft.com"],
    ["microsoft", "ada@example.org"],
  ])("of the type %s may be %j", (type, login) => expect(loginProblem(type, login)).toBeNull());

  it.each<[LoginType, string]>([
    ["local", "ada"],
    ["local", "\\ada"],
    ["local", "PC\\"],
    ["local", "PC\\ada\\x"],
    ["local", "PC\\a*"],
    ["local", "ada@example.org"],
    ["domain", "ada"],
    ["domain", ".\\ada lovelace "],
    ["domain", "CORP/ada"],
    ["domain", "ada@corp"],
    ["azure_ad", "CORP\\ada"],
    ["azure_ad", "ada@example"],
    ["azure_ad", "ada@@example.org"],
    ["microsoft", "ada"],
    ["microsoft", "ada@example.org@x.org"],
  ])("of the type %s is not %j, and an example says what is", (type, login) =>
    expect(loginProblem(type, login)).toMatch(/\\|@/),
  );

  it("of any length is looked at in no time", () => {
    for (const text of ["a".repeat(512), `PC\\${" ".repeat(500)}x\\`, `a@${"b.".repeat(250)}@`]) {
      const begun = performance.now();
      for (const type of ["local", "domain", "azure_ad", "microsoft"] as const) loginProblem(type, text);
      expect(performance.now() - begun).toBeLessThan(100);
    }
  });
});

describe("an address", () => {
  it.each([
    ["mail.example.org", "https://mail.example.org"],
    [" http://intranet/login ", "http://intranet/login"],
    ["https://bücher.example/über?x=1#y", "https://bücher.example/über?x=1#y"],
    ["localhost:8080/x", "https://localhost:8080/x"],
    ["HTTPS://EXAMPLE.ORG", "HTTPS://EXAMPLE.ORG"],
  ])("%j is kept as %j", (typed, kept) => expect(accountUrl.parse(typed)).toBe(kept));

  it.each([
    "",
    "https://",
    "two words",
    "javascript:alert(1)",
    "javascript://example.org/%0aalert(1)",
    "data:text/html,x",
    "ftp://example.org",
    "file:///etc/passwd",
    "https://ada:secret@example.org",
    "https://ada@example.org",
    "https:\\\\example.org",
    "https://example.org/\u0000",
    "https://example.org/\u202egro",
    `https://example.org/${"x".repeat(1000)}`,
  ])("%j is none", (typed) => expect(accountUrl.safeParse(typed).success).toBe(false));

  it("is there once", () => {
    expect(accountUrls.safeParse(["example.org", "https://example.org"]).success).toBe(false);
  });
});

it("a secret in a field that everybody can read is refused, with where it belongs", () => {
  const refused = accountName.safeParse(" OTPAUTH://totp/x?secret=GEZDGNBVGY3TQOJQ");
  expect(refused.error?.issues[0]?.message).toContain("It belongs into the field for it");
});
