// The recovery sheet: what the age program takes for an identity file, and what is typed from paper.
import { generateIdentity, parseIdentity, recipientKinds, recipientOf } from "@hesper/vault";
import { expect, it } from "vitest";
import { beginningOf, forPaper, sheetFile } from "./sheet.ts";

it.each(recipientKinds)("of a %s key is an identity file, and is the key again when it is typed", async (kind) => {
  const identity = (await generateIdentity(kind)).reveal();
  const recipient = await recipientOf(parseIdentity(identity));
  const lines = sheetFile({ identity, recipient, installation: "Hesper", date: "1 March 2026" }).trimEnd().split("\n");
  expect(lines.filter((line) => !line.startsWith("#"))).toEqual([identity]);
  const printed = forPaper(identity);
  expect(printed).toMatch(/^AGE-SECRET-KEY-(PQ-)?1 ([0-9A-Z]{6} )+[0-9A-Z]{1,6}$/);
  expect(printed.replaceAll(" ", "")).toBe(identity);
  expect(recipient.startsWith(beginningOf(recipient))).toBe(true);
  expect(beginningOf(recipient)).toMatch(/^age1(pq1)?[0-9a-z]{12,13}$/);
});
