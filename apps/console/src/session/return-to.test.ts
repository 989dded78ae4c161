// The path to open after the log-in must not lead away: an open redirect lends a phisher our name.
import { expect, it } from "vitest";
import { ownPath } from "./return-to.ts";

const origin = "https://hesper.example.org";

it.each(["/profile/general", "/", "/profile/general?tab=1#x"])("%s is opened", (path) => {
  expect(ownPath(path, origin)).toBe(path);
});

it.each(["/%2f%2fevil.example", "/%5cevil.example", "/@evil.example"])(
  "%s is a page of this console that is not there",
  (path) => {
    expect(new URL(ownPath(path, origin), origin).origin).toBe(origin);
  },
);

it.each([
  "https://evil.example/",
  "//evil.example/",
  "/\\evil.example/",
  "/\t/evil.example/",
  "/x\\..\\y",
  "/\\/evil.example",
  "https:evil.example",
  "///evil.example",
  "data:text/html,x",
  "https://hesper.example.org@evil.example",
  "/a\r\nLocation: //evil.example",
  "javascript:alert(1)",
  "profile",
  "",
  undefined,
  1,
  "/log-in?returnTo=/log-in",
  "/api/v1/logout",
  `/${"x".repeat(600)}`,
])("%j is not", (path) => {
  expect(ownPath(path, origin)).toBe("/");
});
