// Which account is for which page: what is refused here is never filled.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitInFrame, fittingOf } from "./fit.ts";
import { toUnicode, viewOf } from "./shown.ts";
import { addressOf, isSameSite, readSite, type Site } from "./site.ts";

function site(address: string): Site {
  const read = readSite(address);
  if (!read) throw new Error(`${address} is no site.`);
  return read;
}
const fit = (account: string | readonly string[], page: string) =>
  fittingOf(typeof account === "string" ? [account] : account, site(page))?.fit ?? null;

describe("a site", () => {
  it.each([
    ["https://example.org/", "example.org"],
    ["https://a.b.example.org:8443/x?y#z", "example.org"],
    ["https://EXAMPLE.ORG./", "example.org"],
    ["https://shop.example.co.uk", "example.co.uk"],
    // Who hands out names below theirs is a suffix, too.
    ["https://ada.github.io", "ada.github.io"],
    ["https://x.ada.github.io", "ada.github.io"],
    ["https://bucket.s3.amazonaws.com", "bucket.s3.amazonaws.com"],
    ["https://ada.blogspot.com", "ada.blogspot.com"],
    ["https://bücher.example", "xn--bcher-kva.example"],
    ["https://www.食狮.com.cn", "xn--85x722f.com.cn"],
    ["https://nas.local", "nas.local"],
    ["https://wiki.corp.internal", "corp.internal"],
    ["https://user:secret@example.org", "example.org"],
  ])("%s is of %s", (address, domain) => {
    expect(site(address).domain).toBe(domain);
  });

  it.each([
    "https://localhost:8080",
    "http://app.localhost",
    "http://127.0.0.1",
    "http://0x7f.1",
    "http://2130706433",
    "http://[::1]:8080",
    "http://192.168.1.10:5000",
    "http://intranet",
    "https://github.io",
    "https://co.uk",
    "https://com",
  ])("%s is one by itself, with its port", (address) => {
    const read = site(address);
    expect(read.domain).toBeNull();
    expect(isSameSite(read, site(address))).toBe(true);
    expect(isSameSite(read, { ...read, port: "1" })).toBe(false);
    expect(isSameSite(read, site("https://example.org"))).toBe(false);
  });

  it.each([
    "about:blank",
    "about:srcdoc",
    "data:text/html,<input type=password>",
    "blob:https://example.org/1",
    "javascript:1",
    "file:///etc/passwd",
    "ftp://example.org",
    "chrome://settings",
    "chrome-extension://abcdefghijklmnopabcdefghijklmnop/popup.html",
    "moz-extension://1/popup.html",
    "view-source:https://example.org",
    "null",
    "",
    "example.org",
    "https://",
    "https://exa mple.org",
  ])("is none: %s", (address) => {
    expect(readSite(address)).toBeNull();
  });

  it("is read from anything without a throw, and its address leads back to it", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl({ withFragments: true })), (text) => {
        const read = readSite(text);
        if (read) expect(readSite(addressOf(read))).toEqual(read);
      }),
    );
  });
});

describe("an account", () => {
  it.each([
    ["https://example.org", "https://example.org/log-in", "fits"],
    ["https://example.org/some/page?x=1", "https://login.example.org", "fits"],
    ["https://mail.example.org", "https://example.org", "fits"],
    ["https://example.org", "https://example.org:8443", "fits"],
    ["http://example.org", "http://example.org", "fits"],
    ["http://example.org", "https://example.org", "fits"],
    ["https://example.org", "http://example.org", "insecure"],
    ["https://example.org", "http://www.example.org:8080", "insecure"],
    ["https://bücher.example", "https://xn--bcher-kva.example", "fits"],
    ["https://BÜCHER.example", "https://bücher.example", "fits"],
    ["http://localhost:8080", "http://localhost:8080/x", "fits"],
    ["http://127.0.0.1:8080", "http://0x7f000001:8080", "fits"],
    ["http://[::1]:8080", "http://[0:0:0:0:0:0:0:1]:8080", "fits"],
    // Another site, however alike.
    ["https://example.org", "https://example.com", null],
    ["https://example.org", "https://example.org.evil.example", null],
    ["https://example.org", "https://evilexample.org", null],
    ["https://example.org", "https://evil.example/?https://example.org", null],
    ["https://example.org", "https://example.org@evil.example", null],
    ["https://apple.com", "https://аррӏе.com", null],
    ["https://bücher.example", "https://bucher.example", null],
    ["https://ada.github.io", "https://grace.github.io", null],
    ["https://github.io", "https://ada.github.io", null],
    ["https://ada.github.io", "https://github.io", null],
    ["https://a.co.uk", "https://b.co.uk", null],
    ["https://co.uk", "https://a.co.uk", null],
    ["http://localhost:8080", "http://localhost:8081", null],
    ["http://localhost", "http://localhost:8080", null],
    ["http://localhost:8080", "http://127.0.0.1:8080", null],
    ["http://a.localhost", "http://b.localhost", null],
    ["http://192.168.1.10", "http://192.168.1.11", null],
    ["http://192.168.1.10", "http://10.192.168.1.10.example", null],
    ["http://[::1]:8080", "http://[::2]:8080", null],
    ["http://intranet", "http://intranet.example.org", null],
    ["", "https://example.org", null],
    ["javascript:alert(1)//example.org", "https://example.org", null],
    ["ftp://example.org", "https://example.org", null],
  ])("of %s on %s: %s", (account, page, expected) => {
    expect(fit(account, page)).toBe(expected);
  });

  it("is measured by the best of its addresses, and without one is for no site", () => {
    const two = ["https://example.org", "http://example.org"];
    expect(fit(two, "http://example.org")).toBe("fits");
    expect(fit([...two].reverse(), "http://example.org")).toBe("fits");
    expect(fit(["nonsense", "https://example.org"], "https://example.org")).toBe("fits");
    expect(fit([], "https://example.org")).toBeNull();
    const rank = (address: string) => fittingOf([address], site("https://mail.example.org:8443"))?.rank;
    expect([
      rank("https://mail.example.org:8443"),
      rank("https://mail.example.org"),
      rank("https://wiki.example.org"),
    ]).toEqual([3, 2, 1]);
  });

  it.each([
    ["https://example.org", "https://login.example.org", "fits"],
    ["https://example.org", "https://evil.example", null],
    ["https://evil.example", "https://example.org", null],
    // A page that came over http decides what its frames show.
    ["http://example.org", "https://login.example.org", "insecure"],
    ["https://example.org", "http://login.example.org", "insecure"],
  ])("of https://example.org, in a page of %s, in a frame of %s: %s", (page, frame, expected) => {
    expect(fitInFrame(["https://example.org"], site(page), site(frame))).toBe(expected);
  });
});

describe("a site as it is shown", () => {
  it.each([
    ["https://mail.example.org/x", "mail.example.org", null, "example.org"],
    ["https://mail.example.org:8443", "mail.example.org:8443", null, "example.org"],
    ["http://localhost:8080", "localhost:8080", null, "localhost:8080"],
    ["http://[::1]:8080", "[::1]:8080", null, "[::1]:8080"],
    ["https://bücher.example", "bücher.example", "xn--bcher-kva.example", "bücher.example"],
    ["https://a.bücher.example:8443", "a.bücher.example:8443", "a.xn--bcher-kva.example:8443", "bücher.example"],
    ["https://食狮.com.cn", "食狮.com.cn", "xn--85x722f.com.cn", "食狮.com.cn"],
    // It reads as apple.com, and is not.
    ["https://аррӏе.com", "аррӏе.com", "xn--80ak6aa92e.com", "аррӏе.com"],
  ])("%s: %s (%s)", (address, host, punycode, domain) => {
    expect(viewOf(site(address))).toEqual({ host, punycode, domain, secure: address.startsWith("https") });
  });

  it("stays as it is where it is no name", () => {
    for (const name of ["xn--", "xn--a-", "xn--999999999", "xn--ls8h=.org", "xn--0000000000000000000000000000.org"]) {
      expect(toUnicode(name)).toBe(name);
    }
  });

  it("leads back to the same name, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }), (label) => {
        const hostname = URL.parse(`https://${label}.example`)?.hostname;
        if (hostname === undefined) return;
        const shown = toUnicode(hostname);
        expect(URL.parse(`https://${shown}`)?.hostname).toBe(hostname);
      }),
    );
  });
});
