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
