// Exports of Aegis, which have OTP secrets only (github.com/beemdevelopment/Aegis, docs/vault.md).
import { z } from "zod";
import type { Entries, Found } from "./entry.ts";
import { type ExportFormat, ExportProblem } from "./export.ts";

const text = z.string().nullish();
const file = z.looseObject({
  version: z.number(),
  header: z.looseObject({ slots: z.array(z.unknown()).nullish() }),
  db: z.union([z.string(), z.looseObject({ entries: z.array(z.unknown()) })]),
});
const entry = z.looseObject({
  type: z.string(),
  name: text,
  issuer: text,
  note: text,
  info: z.looseObject({
    secret: z.string(),
    algo: text,
    digits: z.number().nullish(),
    period: z.number().nullish(),
  }),
});

export function isAegis(value: unknown): boolean {
  return file.safeParse(value).success;
}

export function readAegis(found: Entries, value: unknown): ExportFormat {
  const { db, header } = file.parse(value);
  if (typeof db === "string" || header.slots) throw new ExportProblem("aegis_encrypted");
  for (const one of db.entries) found.add(read(one));
  return "aegis_json";
}

function read(one: unknown): Found | null {
  const { success, data } = entry.safeParse(one);
  if (!success) return null;
  const issuer = data.issuer ?? "";
  const account = data.name ?? "";
  const found = { name: issuer || account, addresses: [], login: account, password: "", notes: data.note ?? "" };
  if (data.type === "hotp") return { ...found, otp: "", refusal: "hotp_not_supported" };
  if (data.type !== "totp") return { ...found, otp: "", refusal: "type_not_supported" };
  const { secret, algo, digits, period } = data.info;
  return { ...found, otp: otpauthUri(issuer, account, { secret, algo, digits, period }) };
}

interface OtpFields {
  readonly secret: string;
  readonly algo?: string | null | undefined;
  readonly digits?: number | string | null | undefined;
  readonly period?: number | string | null | undefined;
}

/** Values that cannot be are written as well: whoever reads the URI says what is wrong with them. */
export function otpauthUri(issuer: string, account: string, { secret, algo, digits, period }: OtpFields): string {
  const names = [issuer, account].map((name) => name.replaceAll(":", " ").trim().toWellFormed());
  const [shownIssuer = "", shownAccount = ""] = names;
  const label = [shownIssuer, shownAccount || "account"].filter((name) => name !== "").map(encodeURIComponent);
  const values = Object.entries({
    secret: secret.replace(/[\s-]/g, ""),
    issuer: shownIssuer,
    algorithm: algo ?? "",
    digits: digits === null || digits === undefined ? "" : String(digits),
    period: period === null || period === undefined ? "" : String(period),
  }).filter(([, value]) => value !== "");
  return `otpauth://totp/${label.join(":")}?${values.map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`).join("&")}`;
}
