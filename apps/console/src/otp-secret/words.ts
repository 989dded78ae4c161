// What is said of an OTP secret that cannot be taken, or that should be looked at first.
import type { CollectionRefusal, MigrationRefusal, OtpDoubt, OtpRefusal, PlaceInText } from "@hesper/otp";

export interface Trouble {
  readonly sentence: string;
  /** Where in the text; null where no one character is wrong. */
  readonly at: PlaceInText | null;
}

const hotp =
  "This secret counts codes (HOTP) instead of using the time. Counters of two keys drift apart, and a code of one would " +
  "make the other's useless, so that only codes by time (TOTP) can be kept. Ask the site for an authenticator app by time.";

function ofParameter(parameter: string | null): string {
  return parameter === null ? "" : ` in “${parameter}”`;
}

function shown({ place, character }: PlaceInText): string {
  return /\s/.test(character) ? `Character ${place}` : `Character ${place}, “${character}”,`;
}

function cut(value: string): string {
  return value.length > 40 ? `${value.slice(0, 40)}…` : value;
}

export function troubleOf(refusal: OtpRefusal): Trouble {
  const at = "at" in refusal ? refusal.at : null;
  return { sentence: sentenceOf(refusal), at };
}

function sentenceOf(refusal: OtpRefusal): string {
  switch (refusal.code) {
    case "empty":
      return "Enter the OTP secret.";
    case "text_too_long":
      return `This is longer than an OTP secret can be (${refusal.longest.toLocaleString("en")} characters).`;
    case "not_a_secret":
      return `This is an address that begins with “${cut(refusal.scheme)}:”, and no OTP secret. Copy the secret itself, or the address that begins with “otpauth:”.`;
    case "migration":
      return "This is an export of several accounts.";
    case "not_base32":
      return `${shown(refusal.at)}${ofParameter(refusal.parameter)} is none of Base32, which has the letters A to Z and the digits 2 to 7.`;
    case "left_over_bits":
      return `${shown(refusal.at)}${ofParameter(refusal.parameter)} cannot be the last one: it, or one before it, is mistyped.`;
    case "impossible_length":
      return `No secret${ofParameter(refusal.parameter)} has ${refusal.characters} characters: one is missing, or one too many.`;
    case "too_short":
      return `The secret has only ${refusal.bytes} bytes, and needs ${refusal.least}: is the end missing?`;
    case "too_long":
      return `The secret has ${refusal.bytes} bytes; at most ${refusal.most} can be kept.`;
    case "missing_secret":
      return "There is no secret in it.";
    case "missing_account":
      return "The address names no account: is its beginning missing?";
    case "hotp_not_supported":
      return hotp;
    case "type_not_supported":
      return `Codes of the kind “${cut(refusal.type)}” cannot be kept, only codes by time (TOTP).`;
    case "repeated_parameter":
      return `“${cut(refusal.parameter)}” stands in the address twice: nobody knows which is meant.`;
    case "bad_encoding":
      return `“${cut(refusal.parameter)}” of the address is damaged: copy it again.`;
    case "name_too_long":
      return `The ${refusal.parameter === "label" ? "name of the account" : "issuer"} has more than ${refusal.longest} characters.`;
    case "bad_algorithm":
      return `The algorithm “${cut(refusal.value)}” is unknown: SHA1, SHA256 and SHA512 can be kept.`;
    case "bad_digits":
      return `Codes of “${cut(refusal.value)}” digits cannot be kept: 6, 7 or 8.`;
    case "bad_period":
      return `A period of “${cut(refusal.value)}” cannot be kept: 15 to 120 seconds.`;
    case "bad_counter":
      return `The counter “${cut(refusal.value)}” is no number.`;
  }
}

export function troubleOfMigration(refusal: MigrationRefusal): Trouble {
  const at = "at" in refusal ? refusal.at : null;
  return { sentence: sentenceOfMigration(refusal), at };
}

function sentenceOfMigration(refusal: MigrationRefusal): string {
  switch (refusal.code) {
    case "text_too_long":
      return "The export is longer than one QR code can hold.";
    case "too_many_entries":
      return `There are more than ${refusal.most} accounts in one QR code. Export fewer at a time.`;
    case "no_entries":
      return "There is no account in this export.";
    case "bad_batch":
      return `It calls itself QR code ${refusal.index + 1} of ${refusal.size}, which cannot be. Export again.`;
    case "repeated_data":
      return "There are two exports in this address. Copy it again.";
    case "not_base64":
      return refusal.at
        ? `${shown(refusal.at)} cannot stand there: the export is damaged. Copy it again.`
        : "The end of the export is missing. Copy it again.";
    case "empty":
    case "not_a_migration":
    case "missing_data":
    case "bad_encoding":
    case "not_protobuf":
      return "The export is damaged, or a part of it is missing. Copy it again, or paste a picture of its QR code.";
  }
}

export function sentenceOfCollection(_refusal: CollectionRefusal): string {
  return "This QR code belongs to another export. It was left out; begin again to take that export instead.";
}

export function sentenceOfDoubt(doubt: OtpDoubt): string {
  switch (doubt.code) {
    case "short_secret":
      return `The secret is short (${doubt.bytes} bytes). Some sites hand out such ones; if you typed it, check that it is complete.`;
    case "issuers_differ":
      return `It names two sites: “${cut(doubt.label)}” and “${cut(doubt.parameter)}”.`;
    case "plus_in_issuer":
      return `The name of the site has a plus sign. Perhaps “${cut(doubt.withSpaces)}” is meant.`;
  }
}
