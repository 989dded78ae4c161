// How secrets and recovery codes are shown and read.

/** "ABCDEFGH" becomes "ABCD EFGH": easier to type from the screen. */
export function inGroups(text: string, separator = " ", size = 4): string {
  return (text.match(new RegExp(`.{1,${size}}`, "gu")) ?? []).join(separator);
}

/** What counts of a typed recovery code: case, spaces and hyphens do not; O is 0, I and L are 1. */
export function comparable(typed: string): string {
  return typed
    .replace(/[\s\p{Pd}]/gu, "")
    .toUpperCase()
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");
}

/** Whether the typed text is one of the codes. */
export function isOneOf(typed: string, codes: readonly string[]): boolean {
  return codes.includes(comparable(typed));
}

/** How urgent it is to make new codes: at 3, at 1 and at 0 left. */
export function urgencyOf(left: number): "none" | "few" | "last" | "gone" {
  if (left > 3) return "none";
  if (left > 1) return "few";
  return left === 1 ? "last" : "gone";
}

/** The text file that is downloaded. */
export function codesFile({
  codes,
  installation,
  email,
  date,
}: {
  codes: readonly string[];
  installation: string;
  email: string;
  date: string;
}): string {
  return [
    `Recovery codes for ${installation} (Hesper)`,
    `Account: ${email}`,
    `Made on: ${date}`,
    "",
    ...codes.map((code) => inGroups(code, "-")),
    "",
    "Each code works once, instead of the code of your authenticator app, after your password.",
    "Keep them where only you can find them.",
    "",
  ].join("\r\n");
}
