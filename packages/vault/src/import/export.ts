// What an export of another program holds, whichever program it was, and why a part of it cannot be taken.

export const exportFormats = [
  "bitwarden_json",
  "bitwarden_csv",
  "keepass_xml",
  "keepass_csv",
  "keepassxc_csv",
  "onepassword_1pux",
  "onepassword_csv",
  "chrome_csv",
  "aegis_json",
] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const exportFormatNames: Readonly<Record<ExportFormat, string>> = {
  bitwarden_json: "Bitwarden (JSON)",
  bitwarden_csv: "Bitwarden (CSV)",
  keepass_xml: "KeePass (XML)",
  keepass_csv: "KeePass (CSV)",
  keepassxc_csv: "KeePassXC (CSV)",
  onepassword_1pux: "1Password (1PUX)",
  onepassword_csv: "1Password (CSV)",
  chrome_csv: "Chrome (CSV)",
  aegis_json: "Aegis (JSON)",
};

/** What an entry has beside the fields of an account, and what is lost in taking it. */
export type LeftOut = "passkey" | "custom_fields" | "attachments" | "other_addresses" | "hotp";

export const leftOutWords: Readonly<Record<LeftOut, string>> = {
  passkey: "Its passkey stays behind.",
  custom_fields: "Its other fields stay behind.",
  attachments: "Its attachments stay behind.",
  other_addresses: "Addresses that are no pages stay behind.",
  hotp: "Its codes by counter (HOTP) stay behind.",
};

export interface ExportedEntry {
  /** Where it stands, as a person counts: "entry 3", "row 12". */
  readonly place: string;
  /** One line, not empty. */
  readonly name: string;
  /** Addresses of pages, as they stand there; some without a scheme. */
  readonly urls: readonly string[];
  /** Of Android, such as org.example.mail. */
  readonly apps: readonly string[];
  /** One line; empty where there is none. */
  readonly login: string;
  readonly password: string | null;
  /** As it stands there: Base32, or an otpauth URI. `readOtpSecret` of packages/otp reads it, and may refuse it. */
  readonly otp: string | null;
  readonly notes: string | null;
  readonly left: readonly LeftOut[];
}

/** Why one entry is not taken. */
export const entryRefusals = {
  not_a_login: "This is a note, a card, an identity or the like, and no login.",
  no_secret: "There is neither a password nor an OTP secret in it.",
  too_long: "A field of it is longer than an account can hold.",
  hotp_not_supported: "It counts codes (HOTP) instead of using the time. Only codes by time can be kept.",
  type_not_supported: "Its codes are of a kind of their own (such as Steam's), which no key can make.",
  damaged: "It is not complete, or was changed.",
} as const;
export type EntryRefusal = keyof typeof entryRefusals;

/** Why nothing of a file is taken. Each sentence says what to do. */
export const exportRefusals = {
  empty: "The file is empty. Export again, and choose the new file.",
  too_large: "The file is larger than any export that can be read here (32 MB). Export fewer entries at a time.",
  too_many_entries: "There are more than 10,000 entries. Export fewer at a time.",
  unknown_format:
    "This is no export that is known here. Choose one of Bitwarden (JSON or CSV), KeePass (XML or CSV), 1Password (1PUX or CSV), Chrome (CSV) or Aegis (JSON).",
  damaged: "The file is damaged, or its end is missing. Export again, and choose the new file.",
  bitwarden_encrypted:
    "This export of Bitwarden is encrypted. In Bitwarden, export again with the file format .json, without encryption, and delete the file when it is imported.",
  aegis_encrypted:
    "This export of Aegis is encrypted. In Aegis, export again and switch “Encrypt the vault” off, and delete the file when it is imported.",
  keepass_database:
    "This is a database of KeePass, which is encrypted. In KeePass choose File, Export, “KeePass XML (2.x)”; in KeePassXC choose Database, Export, “XML File”. Delete the file when it is imported.",
  onepassword_vault:
    "This is no export of 1Password that can be opened here. In 1Password choose File, Export, and the format 1PUX or CSV.",
} as const;
export type ExportRefusal = keyof typeof exportRefusals;

export interface RefusedEntry {
  readonly place: string;
  /** Empty where it has none. */
  readonly name: string;
  readonly reason: EntryRefusal;
}

export interface Export {
  readonly format: ExportFormat;
  /** In the order of the file. */
  readonly entries: readonly ExportedEntry[];
  readonly refused: readonly RefusedEntry[];
}

export interface RefusedExport {
  readonly refusal: ExportRefusal;
  /** Where the file is damaged: "row 12". Null: not known, or in no one place. */
  readonly place: string | null;
}

/** Thrown inside this folder only; `readExport` gives it back. */
export class ExportProblem extends Error {
  readonly refusal: ExportRefusal;
  readonly place: string | null;

  constructor(refusal: ExportRefusal, place: string | null = null) {
    super(refusal);
    this.refusal = refusal;
    this.place = place;
  }
}
