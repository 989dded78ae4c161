// Which second step comes first, and what leads from one to another.
import { expect, it } from "vitest";
import { firstStep, otherWays } from "./second-step.ts";

const labels = (methods: string[], from: Parameters<typeof otherWays>[1]) =>
  otherWays(methods, from).map(({ label }) => label);

it("begins with the authenticator app, else the passkey, else a recovery code, else a temporary pass", () => {
  expect(firstStep(["temporary_pass", "recovery_code", "passkey", "totp"])).toBe("code");
  expect(firstStep(["temporary_pass", "recovery_code", "passkey"])).toBe("passkey");
  expect(firstStep(["temporary_pass", "recovery_code"])).toBe("recovery_code");
  expect(firstStep(["temporary_pass"])).toBe("temporary_pass");
  expect(firstStep([])).toBeNull();
});

it("offers only what the person has, and not where the person is", () => {
  expect(labels(["totp", "recovery_code"], "code")).toEqual(["Log in with a recovery code"]);
  expect(labels(["totp", "recovery_code"], "recovery_code")).toEqual(["Use the authenticator app"]);
  expect(labels(["temporary_pass"], "temporary_pass")).toEqual([]);
  expect(labels(["passkey", "temporary_pass"], "temporary_pass")).toEqual(["Use a passkey"]);
});

it("does not offer a passkey twice beside the code, which has a button for it", () => {
  expect(labels(["totp", "passkey", "temporary_pass"], "code")).toEqual(["Use a temporary pass"]);
});
