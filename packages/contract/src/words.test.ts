// Browsers and events in words.
import { expect, it } from "vitest";
import { auditEventTitle } from "./audit-events.ts";
import { browserName } from "./browser-name.ts";

it.each([
  [
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
    "Chrome on Linux",
  ],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36 Edg/156.0",
    "Edge on Windows",
  ],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
    "Safari on macOS",
  ],
  ["Mozilla/5.0 (Android 16; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0", "Firefox on Android"],
  ["curl/8.0", "curl/8.0"],
  ["", "Unknown program"],
])("%s", (userAgent, name) => {
  expect(browserName(userAgent)).toBe(name);
});

it("shows an event that it does not know by its type", () => {
  expect(auditEventTitle("login.succeeded")).toBe("Log-in");
  expect(auditEventTitle("something.new")).toBe("something.new");
});
