// Which frame is filled: of the account's site with all that is around it, and with something to fill.
import { expect, it } from "vitest";
import type { FrameReport } from "../messages/to-content.ts";
import { readSite, type Site } from "../site/site.ts";
import { chooseFrame, framesToAsk } from "./choosing-frame.ts";

function site(address: string): Site {
  const read = readSite(address);
  if (!read) throw new Error("It is no site.");
  return read;
}
const frameAt = (frame: number, address: string, ancestors: readonly string[] = []) => ({
  frame,
  site: site(address),
  ancestors,
});
const top = "https://example.org";
const addresses = ["https://example.org"];

it("asks no frame of another site, none inside of one, and over http only where the person insists", () => {
  const frames = [
    frameAt(0, top),
    frameAt(1, "https://login.example.org", [top]),
    frameAt(2, "https://evil.example", [top]),
    frameAt(3, top, ["https://evil.example", top]),
    frameAt(4, top, ["null", top]),
    frameAt(5, "http://example.org", [top]),
  ];
  const ask = (page: string, insists: boolean, of = addresses) =>
    framesToAsk(frames, { addresses: of, page: site(page), insists }).map(({ frame }) => frame);
  expect(ask(top, false)).toEqual([0, 1]);
  expect(ask(top, true)).toEqual([0, 1, 5]);
  expect(ask("http://example.org", false)).toEqual([]);
  expect(ask("http://example.org", true)).toEqual([0, 1, 5]);
  expect(ask("https://evil.example", true)).toEqual([]);
  expect(ask(top, true, ["https://evil.example"])).toEqual([]);
  expect(ask(top, true, [])).toEqual([]);
});

it("fills one: where the keyboard is, or where a password is asked for; and no form in which one is chosen", () => {
  const looked = (
    frame: number,
    fields: Partial<FrameReport["fields"]>,
    more: Partial<Omit<FrameReport, "fields">> = {},
  ) => ({
    ...frameAt(frame, top),
    report: {
      fields: { login: false, password: false, code: false, ...fields },
      purpose: "log_in" as const,
      focused: false,
      ...more,
    },
  });
  const choose = (part: "login_and_password" | "code", ...frames: ReturnType<typeof looked>[]) =>
    chooseFrame(frames, part)?.frame ?? null;
  const both = { login: true, password: true };
  expect(choose("login_and_password", looked(0, { login: true }), looked(1, both))).toBe(1);
  expect(choose("login_and_password", looked(1, both), looked(0, both))).toBe(0);
  expect(choose("login_and_password", looked(0, both), looked(1, { login: true }, { focused: true }))).toBe(1);
  expect(choose("login_and_password", looked(0, both, { purpose: "new_password" }))).toBeNull();
  expect(choose("login_and_password", looked(0, { code: true }, { purpose: null }))).toBeNull();
  expect(choose("code", looked(0, both), looked(2, { code: true }, { purpose: null }))).toBe(2);
  expect(choose("code", looked(0, both))).toBeNull();
});
