// The address of the mail server: what is taken, what is refused, and that its password shows itself nowhere.
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { parseSmtpUrl } from "./smtp-url.ts";

describe("the address of the mail server", () => {
  it.each([
    [
      "smtp://mail.example.org",
      { host: "mail.example.org", port: 587, secure: false, from: "hesper@keys.example.org" },
    ],
    ["smtps://mail.example.org", { host: "mail.example.org", port: 465, secure: true }],
    ["smtp://mail.example.org:2525/", { port: 2525 }],
    ["smtp://[2001:db8::1]:25", { host: "2001:db8::1", port: 25, isLocal: false }],
    ["smtp://[::1]", { host: "::1", isLocal: true }],
    ["smtp://localhost:1025", { isLocal: true, user: null, password: null }],
    ["smtp://ada%40example.org:x@mail.example.org", { user: "ada@example.org" }],
    ["smtps://mail.example.org?from=keys@example.org", { from: "keys@example.org" }],
  ])("%s is read", (text, expected) => {
    expect(parseSmtpUrl(text, "keys.example.org")).toMatchObject(expected);
  });

  it.each([
    "",
    "mail.example.org:25",
    "http://mail.example.org",
    "smtp:mail.example.org",
    "smtp://",
    "smtp:///x",
    "smtp://mail.example.org:99999",
    "smtp://mail.example.org?form=x@example.org",
    "smtp://mail.example.org?from=x@example.org&secure=false",
    "smtp://mail.example.org?from=",
    "smtp://mail.example.org?from=Hesper <x@example.org>",
    "smtp://mail.example.org?from=a@example.org,b@example.org",
    "smtp://mail.example.org?from=a@example.org%0d%0aBcc:b@example.org",
    "smtp://mail.example.org/folder",
    "smtp://mail.example.org#part",
    "smtp://ada:%@mail.example.org",
    "smtp://ada@mail.example.org",
    "smtp://:password@mail.example.org",
  ])("%s is refused", (text) => {
    expect(() => parseSmtpUrl(text, "keys.example.org")).toThrow(/^(must|has|is)/);
  });

  it("keeps its password to itself", () => {
    const server = parseSmtpUrl("smtp://ada:p%40ss%20word@mail.example.org", "keys.example.org");
    expect(server.password?.reveal()).toBe("p@ss word");
    expect(inspect(server, { depth: 5 }) + JSON.stringify(server)).not.toContain("p@ss");
  });
});
