// Exports of Bitwarden in JSON, of a person or an organization (bitwarden.com/help/condition-bitwarden-import).
import { z } from "zod";
import type { Entries, Found } from "./entry.ts";
import { type ExportFormat, ExportProblem, type LeftOut } from "./export.ts";

const text = z.string().nullish();
const login = 1;

const file = z.looseObject({ encrypted: z.boolean().optional(), items: z.array(z.unknown()).optional() });
const item = z.looseObject({
  type: z.number(),
  name: text,
  notes: text,
  fields: z.array(z.unknown()).nullish(),
  attachments: z.array(z.unknown()).nullish(),
  login: z
    .looseObject({
      uris: z.array(z.looseObject({ uri: text })).nullish(),
      username: text,
      password: text,
      totp: text,
      fido2Credentials: z.array(z.unknown()).nullish(),
    })
    .nullish(),
});

export function isBitwarden(value: unknown): boolean {
  const { success, data } = file.safeParse(value);
  return success && (data.encrypted === true || (data.encrypted === false && data.items !== undefined));
}

export function readBitwarden(found: Entries, value: unknown): ExportFormat {
  const { encrypted, items = [] } = file.parse(value);
  if (encrypted) throw new ExportProblem("bitwarden_encrypted");
  for (const one of items) found.add(read(one));
  return "bitwarden_json";
}

function read(one: unknown): Found | null {
  const { success, data } = item.safeParse(one);
  if (!success) return null;
  const { login: kept, fields, attachments } = data;
  const left: LeftOut[] = [];
  if (kept?.fido2Credentials?.length) left.push("passkey");
  if (fields?.length) left.push("custom_fields");
  if (attachments?.length) left.push("attachments");
  return {
    name: data.name ?? "",
    addresses: (kept?.uris ?? []).map(({ uri }) => uri ?? ""),
    login: kept?.username ?? "",
    password: kept?.password ?? "",
    otp: kept?.totp ?? "",
    notes: data.notes ?? "",
    left,
    ...(data.type === login ? {} : { refusal: "not_a_login" }),
  };
}
