// Generated passwords: the length and characters that were asked for, and none likelier than others.
import { expect, it } from "vitest";
import { alphabetsOf, generatePassword, readSettings, usualGenerator } from "./generate-password.ts";

const settings = { ...usualGenerator, noLookAlikes: false };

it("has the length, and a character of each group", () => {
  for (const length of [8, 20, 128]) {
    const password = generatePassword({ ...settings, length });
    expect(password).toHaveLength(length);
    for (const group of [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/]) expect(password).toMatch(group);
  }
  expect(generatePassword({ ...settings, letters: false, signs: false, length: 30 })).toMatch(/^[0-9]{30}$/);
  expect(generatePassword({ ...usualGenerator, length: 128 })).not.toMatch(/[0O1Il|]/);
  expect(generatePassword({ ...settings, letters: false, digits: false, signs: false })).toBe("");
});

// The remainder of a random byte made the first characters of the alphabet likelier: 256 is no multiple of its size.
it("draws each character equally often", () => {
  const characters = alphabetsOf(settings).join("");
  const counts = new Map([...characters].map((character) => [character, 0]));
  let drawn = 0;
  for (let round = 0; round < 800; round += 1) {
    for (const character of generatePassword({ ...settings, length: 128 })) {
      counts.set(character, (counts.get(character) ?? 0) + 1);
      drawn += 1;
    }
  }
  const expected = drawn / characters.length;
  // Some 1,100 each: six standard deviations are 200.
  for (const [character, count] of counts) expect(Math.abs(count - expected), character).toBeLessThan(200);
});

it("throws bytes away that would favor some", () => {
  let next = 255;
  // 255 first, which is above the last multiple of 10; then all digits in turn.
  const counting = (bytes: Uint8Array) =>
    bytes.forEach((_, at) => {
      bytes[at] = next;
      next = next === 255 ? 0 : next + 1;
    });
  const digits = { ...settings, letters: false, signs: false, length: 10 };
  expect(generatePassword(digits, counting)).toBe("0123456789");
});

it("takes remembered settings only where they are some", () => {
  for (const value of [null, 7, "x", {}, { length: 7 }, { length: 129 }, { length: 1.5 }, { letters: "yes" }]) {
    expect(readSettings(value)).toEqual(usualGenerator);
  }
  const mine = { length: 12, letters: true, digits: false, signs: false, noLookAlikes: false };
  expect(readSettings(JSON.parse(JSON.stringify(mine)))).toEqual(mine);
});
