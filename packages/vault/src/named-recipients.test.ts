// Whom an account may be handed on to: a server that names a stranger, or another recipient for a key, is not obeyed.
import { expect, it } from "vitest";
import { checkHandingOn, checkRecipients } from "./named-recipients.ts";

const key = (keyId: string, recipient = `age1${keyId}`) => ({ keyId, recipient });
const [own, laptop, organisation, stranger] = [key("own"), key("laptop"), key("organisation"), key("stranger")];
const by = { own, known: [laptop] };

it("without the key that seals, or with another recipient for one that is known, nothing is sealed", () => {
  expect(checkRecipients(by, [own, laptop, stranger])).toBeNull();
  expect(checkRecipients(by, [laptop])).toBe("recipient_missing");
  expect(checkRecipients(by, [own, key("laptop", "age1other")])).toBe("recipient_changed");
  expect(checkRecipients(by, [key("own", "age1other")])).toBe("recipient_changed");
});

it.each([
  ["private", [own, laptop], null],
  ["private", [own, laptop, organisation], "recipient_changed"],
  ["personal", [own, laptop, organisation], null],
  ["personal", [own, laptop, organisation, stranger], "recipient_changed"],
  ["shared", [own, laptop, organisation, stranger], null],
  ["shared", [laptop, organisation], "recipient_missing"],
] as const)("a %s account sealed to %j: %s", (kind, recipients, trouble) => {
  expect(checkHandingOn(by, { kind, recipients, keys: [own, laptop] })).toBe(trouble);
});

it("a key whose recipient is another one where keys are asked for apart is not sealed to", () => {
  const fresh = { own, known: [] };
  const keys = [own, key("laptop", "age1other")];
  expect(checkHandingOn(fresh, { kind: "shared", recipients: [own, laptop], keys })).toBe("recipient_changed");
});
