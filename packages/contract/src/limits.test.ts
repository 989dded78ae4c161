// Limits of single fields: what people type is forgiven where it is safe and refused with a sentence elsewhere.
import { describe, expect, it } from "vitest";
import { codePoints, email, installationName, newPassword, personName, totpCode } from "./limits.ts";

describe("fields", () => {
  it("counts a password in code points, not in UTF-16 units (V6.2.1, V6.2.9)", () => {
    expect(codePoints("😀😀")).toBe(2);
    expect(newPassword.safeParse("😀".repeat(256)).success).toBe(true);
    expect(newPassword.safeParse("😀".repeat(257)).success).toBe(false);
  });
  it("never trims or changes a password (V6.2.8)", () => {
    const typed = "  Two  spaces and a tab\t ";
    expect(newPassword.parse(typed)).toBe(typed);
  });
  it("refuses text that is not well-formed Unicode, which would be stored as something else", () => {
    expect(newPassword.safeParse(`lone surrogate \ud800 in here`).success).toBe(false);
  });
  it("forgives the spaces of a shown code and refuses other digits than 0 to 9 (G-001 to G-010)", () => {
    expect(totpCode.parse("123 456")).toBe("123456");
    expect(totpCode.safeParse("12345６").success).toBe(false);
    expect(totpCode.parse("123\u00a0456")).toBe("123456");
    for (const odd of ["1234567", "١٢٣٤٥٦", "123456\n", "123456\u0000", "+12345", "1e5000"]) {
      expect(totpCode.safeParse(odd).success).toBe(false);
    }
    for (const odd of [123456, true, {}, [], ["123456"], null]) expect(totpCode.safeParse(odd).success).toBe(false);
  });
  it("trims names and refuses control characters and empty ones", () => {
    expect(personName.parse("  Ada Lovelace ")).toBe("Ada Lovelace");
    expect(personName.safeParse("Ada\u0000").success).toBe(false);
    expect(personName.safeParse("   ").success).toBe(false);
    expect(personName.safeParse("Ada \u202egro.elpmaxe").success).toBe(false);
    expect(personName.safeParse(`Ada${"\u0301".repeat(300)}`).success).toBe(false);
  });
  it("refuses a colon in the installation's name, which ends the issuer in an otpauth URI", () => {
    expect(installationName.safeParse("A:B").success).toBe(false);
  });
  it("takes emails with letters of any script", () => {
    expect(email.parse(" ada@example.org ")).toBe("ada@example.org");
    expect(email.safeParse("müller@bücher.example").success).toBe(true);
    expect(email.safeParse("nobody").success).toBe(false);
    expect(email.safeParse("ada\u200b@example.org").success).toBe(false);
    expect(email.safeParse("a@b\n.example").success).toBe(false);
  });
});
