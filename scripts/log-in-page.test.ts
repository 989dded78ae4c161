// What a first visit costs: the page of the log-in, as it was built.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";

const built = join(import.meta.dirname, "../apps/console/dist");
const page = readFileSync(join(built, "log-in.html"), "utf8");
const scripts = [...page.matchAll(/<(?:script|link)[^>]* (?:src|href)="\/([^"]+\.js)"/g)].map(([, name = ""]) => name);
const textOf = (name: string) => readFileSync(join(built, name));

it("has at most 120 kB of script, gzipped", () => {
  expect(scripts.length).toBeGreaterThan(0);
  const bytes = scripts.reduce((sum, name) => sum + gzipSync(textOf(name)).length, 0);
  expect(bytes).toBeLessThanOrEqual(120_000);
});

it("names all that it needs: no script loads another, and nothing is asked for that the page holds", () => {
  for (const name of scripts) expect(textOf(name).toString()).not.toMatch(/\bimport\(|from"\.\//);
  expect(page).toContain('id="installation"');
});

it("has what is sent of it lying ready, and says to search engines what it is", () => {
  for (const name of scripts.filter((one) => textOf(one).length > 1000)) {
    for (const suffix of ["br", "gz"]) expect(textOf(`${name}.${suffix}`).length).toBeLessThan(textOf(name).length / 2);
  }
  expect(page).toContain('<meta name="description"');
  expect(page).not.toContain("noindex");
  expect(readFileSync(join(built, "index.html"), "utf8")).toContain("noindex");
});

it("is seen before its script has come: drawn, with the styles that this takes, and nothing that a person could use yet", () => {
  const [, drawn = ""] = /<div id="root"><div inert>(.*)<\/div><\/div>/.exec(page) ?? [];
  expect(drawn).toContain(">Log in</h1>");
  expect(drawn).toContain("to __ORGANISATION__");
  expect(drawn).not.toMatch(/ style=|<style|<script/);
  const [, ...ways] = /^<!--with mail-->(.*)<!--without mail-->(.*)<!--end-->$/.exec(drawn) ?? [];
  expect(ways).toHaveLength(2);
  for (const way of ways) {
    expect([...way.matchAll(/<input[^>]*>/g)].map(([field]) => / readonly/.test(field))).toEqual([true, true]);
  }
  expect(drawn).not.toMatch(/ (?:name|autocomplete|id)="/i);
  const [, styles = ""] = /<style nonce="__CSP_NONCE__">(.*?)<\/style>/s.exec(page) ?? [];
  const classes = [...drawn.matchAll(/ class="(drawn-\d+)/g)].map(([, name = ""]) => name);
  expect(classes.length).toBeGreaterThan(10);
  for (const name of classes) expect(styles).toContain(`#root .${name}{`);
  // What is used is there, and what is not is not.
  const used = new Set([...styles.matchAll(/var\((--mantine[\w-]+)/g)].map(([, name = ""]) => name));
  const given = new Set([...styles.matchAll(/[{;](--mantine[\w-]+):/g)].map(([, name = ""]) => name));
  expect([...given].filter((name) => !used.has(name))).toEqual([]);
  expect(styles.length).toBeLessThan(25_000);
  // All others wait for nobody.
  expect(page).toMatch(/<link rel="stylesheet" media="print" data-later/);
});
