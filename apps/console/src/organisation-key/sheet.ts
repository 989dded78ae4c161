// The recovery sheet as a text: an identity file of the `age` program, whose comments say what it is.

export interface Sheet {
  /** `AGE-SECRET-KEY-...` */
  readonly identity: string;
  readonly recipient: string;
  readonly installation: string;
  readonly date: string;
}

/** Enough of a recipient to tell keys apart; a hybrid one has 1,959 characters. */
export function beginningOf(recipient: string): string {
  return recipient.startsWith("age1pq1") ? recipient.slice(0, 7 + 12) : recipient.slice(0, 5 + 12);
}

/** "AGE-SECRET-KEY-1 QXYZ23 ...": easier to type from paper. Spaces do not matter where it is typed. */
export function forPaper(identity: string): string {
  const [, beginning = "", rest = identity] = /^(AGE-SECRET-KEY-(?:PQ-)?1)(.+)$/.exec(identity) ?? [];
  return [beginning, ...(rest.match(/.{1,6}/g) ?? [])].join(" ").trim();
}

export function sheetFile({ identity, recipient, installation, date }: Sheet): string {
  return [
    `# Recovery sheet of the organisation key of ${installation} (Hesper)`,
    `# Made on: ${date}`,
    `# Its recipient begins with: ${beginningOf(recipient)}`,
    "#",
    "# Whoever has this opens every account of the organisation. Keep it in a safe, on paper, and in no mail or cloud.",
    "# In Hesper: Settings, Organisation key, Unlock, Use the recovery sheet instead.",
    "# Without Hesper, a sealed account is opened with: age --decrypt --identity THIS-FILE ACCOUNT.age",
    identity,
    "",
  ].join("\n");
}
