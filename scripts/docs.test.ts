// Every link and picture in the documentation leads somewhere.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { root } from "./run.ts";

const pages = [
  ...readdirSync(root).filter((name) => name.endsWith(".md")),
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];

it("every test that the standards name exists", () => {
  const files = ["apps", "packages", "e2e", "scripts"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  );
  const text = readFileSync(join(root, "docs/standards.md"), "utf8");
  const named = [...text.matchAll(/`([\w./-]+\.test\.ts)`/g)].map((match) => match[1] ?? "");
  expect(named.length).toBeGreaterThan(100);
  expect([...new Set(named)].filter((name) => !files.some((file) => file.endsWith(name)))).toEqual([]);
});

it("every test that the standards quote by its name exists", () => {
  const sources = ["apps", "packages", "e2e", "scripts"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".test.ts") && !name.includes("node_modules"))
      .map((name) => readFileSync(join(root, folder, name), "utf8")),
  );
  const text = readFileSync(join(root, "docs/standards.md"), "utf8");
  const quoted = [...text.matchAll(/ \*([^*|]+)\*/g)].map((match) => match[1] ?? "");
  expect(quoted.length).toBeGreaterThan(150);
  expect([...new Set(quoted)].filter((name) => !sources.some((source) => source.includes(name)))).toEqual([]);
});

it.each(pages)("%s", (page) => {
  const text = readFileSync(join(root, page), "utf8");
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? "");
  const missing = targets
    .filter((target) => !/^https?:/.test(target))
    .filter((target) => !existsSync(join(root, dirname(page), target.split("#")[0] ?? "")));
  expect(missing).toEqual([]);
});
