// What the button says first: what is wrong, then that it is locked, then what waits, then how many accounts there are.
import { expect, it } from "vitest";
import { badgeOf } from "./badge.ts";
import { deviceName } from "./host.ts";

it("says one thing at a time", () => {
  const quiet = { stage: "unlocked", trouble: false, offers: 0, accounts: 0 } as const;
  const text = (more: Partial<Parameters<typeof badgeOf>[0]>) => badgeOf({ ...quiet, ...more }).text;
  expect(text({})).toBe("");
  expect(text({ accounts: 3 })).toBe("3");
  expect(text({ accounts: 300 })).toBe("99");
  expect(text({ accounts: 3, offers: 1 })).toBe("+");
  expect(text({ stage: "locked", accounts: 3, offers: 1 })).toBe("PIN");
  expect(text({ stage: "locked", trouble: true })).toBe("!");
  expect(text({ stage: "ended" })).toBe("!");
  expect(text({ stage: "none", trouble: true })).toBe("");
  expect(badgeOf({ ...quiet, accounts: 1 }).title).toBe("Hesper: 1 account for this site");
});

it.each([
  [
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
    "Hesper extension 0.1.0 in Chromium 156 (Linux)",
  ],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0",
    "Hesper extension 0.1.0 in Edge 156 (Windows)",
  ],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:150.0) Gecko/20100101 Firefox/150.0",
    "Hesper extension 0.1.0 in Firefox 150 (Mac OS)",
  ],
  ["", "Hesper extension 0.1.0 in a browser"],
])("names what it runs on: %s", (userAgent, name) => {
  expect(deviceName("0.1.0", userAgent)).toBe(name);
});
