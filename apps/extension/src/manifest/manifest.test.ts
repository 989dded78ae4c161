// What the browser is asked for: written by hand, so that a permission that is new fails here.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { manifestFor } from "./manifest.ts";

const anySite = ["https://*/*", "http://*/*"];

it("asks for little, and for access to pages only when a person wants marks in them", () => {
  const { permissions, incognito, content_security_policy, ...manifest } = manifestFor("chromium", "1.2.3");
  expect([...permissions].sort()).toEqual([
    "activeTab",
    "alarms",
    "clipboardRead",
    "clipboardWrite",
    "idle",
    "offscreen",
    "scripting",
    "storage",
  ]);
  expect(manifest).toMatchObject({ version: "1.2.3", optional_host_permissions: anySite });
  for (const name of [
    "host_permissions",
    "content_scripts",
    "externally_connectable",
    "web_accessible_resources",
    "key",
    "update_url",
  ]) {
    expect(manifest).not.toHaveProperty(name);
  }
  expect(incognito).toBe("not_allowed");
  const policy = content_security_policy.extension_pages;
  expect(policy).not.toMatch(/unsafe|wasm|\*(?!( |;|$))|http:(?!\/\/(localhost|127\.0\.0\.1):\*)/);
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
  expect(policy).toContain("require-trusted-types-for 'script'");
});

it("is the same in the tests but for the access that a person would give", () => {
  const { optional_host_permissions, ...chromium } = manifestFor("chromium", "1.2.3") as Record<string, unknown>;
  const { host_permissions, key, ...test } = manifestFor("test", "1.2.3") as Record<string, unknown>;
  expect(test).toEqual(chromium);
  expect([host_permissions, typeof key]).toEqual([optional_host_permissions, "string"]);
  const { permissions, optional_host_permissions: asked } = manifestFor("firefox", "1.2.3") as Record<string, unknown>;
  // Firefox has no such documents.
  const known = (chromium.permissions as string[]).filter((one) => one !== "offscreen");
  expect([permissions, asked]).toEqual([known, anySite]);
});

it("has pages without scripts of their own", () => {
  for (const name of ["popup.html", "page.html"]) {
    const page = readFileSync(join(import.meta.dirname, "../..", name), "utf8");
    expect(page.match(/<script[^>]*>[^<]*/g)).toEqual([expect.stringMatching(/^<script type="module" src="[^"]+">$/)]);
    expect(page).not.toMatch(/\son\w+=|style=|https?:/);
  }
});
