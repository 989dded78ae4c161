// Exports of 1Password in its format 1PUX, a zip archive (support.1password.com/1pux-format).
import { z } from "zod";
import type { Entries, Found } from "./entry.ts";
import type { ExportFormat, LeftOut } from "./export.ts";

const text = z.string().nullish();
const file = z.looseObject({
  accounts: z.array(z.looseObject({ vaults: z.array(z.looseObject({ items: z.array(z.unknown()) })) })),
});

const field = z.looseObject({ title: text, value: z.looseObject({ totp: text }).nullish() });
const item = z.looseObject({
  categoryUuid: text,
  overview: z.looseObject({
    title: text,
    url: text,
    urls: z.array(z.looseObject({ url: text })).nullish(),
  }),
  details: z.looseObject({
    loginFields: z.array(z.looseObject({ value: text, designation: text, fieldType: text })).nullish(),
    notesPlain: text,
    /** Of items of the category "Password". */
    password: text,
    sections: z.array(z.looseObject({ fields: z.array(field).nullish() })).nullish(),
    documentAttributes: z.unknown().optional(),
    passkey: z.unknown().optional(),
  }),
});
type Item = z.infer<typeof item>;

export function isOnePassword(value: unknown): boolean {
  return file.safeParse(value).success;
}

export function readOnePassword(found: Entries, value: unknown): ExportFormat {
  for (const { vaults } of file.parse(value).accounts) {
    for (const { items } of vaults) for (const one of items) found.add(read(one));
  }
  return "onepassword_1pux";
}

function read(one: unknown): Found | null {
  // Older exports have each item in an object of its own.
  const inner = typeof one === "object" && one !== null && "item" in one ? one.item : one;
  const { success, data } = item.safeParse(inner);
  if (!success) return null;
  const { overview, details } = data;
  const designated = (name: string) =>
    (details.loginFields ?? []).find(({ designation }) => designation === name)?.value ?? "";
  const password = designated("password") || (details.password ?? "");
  const otp = otpOf(data);
  const isLogin = password !== "" || otp !== "" || designated("username") !== "" || data.categoryUuid === "001";
  return {
    name: overview.title ?? "",
    addresses: [...new Set([overview.url ?? "", ...(overview.urls ?? []).map(({ url }) => url ?? "")])],
    login: designated("username"),
    password,
    otp,
    notes: details.notesPlain ?? "",
    left: leftOut(data),
    ...(isLogin ? {} : { refusal: "not_a_login" }),
  };
}

function fieldsOf({ details }: Item) {
  return (details.sections ?? []).flatMap(({ fields }) => fields ?? []);
}

function otpOf(data: Item): string {
  return fieldsOf(data).find(({ value }) => value?.totp)?.value?.totp ?? "";
}

function leftOut(data: Item): LeftOut[] {
  const left: LeftOut[] = [];
  if (data.details.passkey) left.push("passkey");
  if (fieldsOf(data).filter(({ value }) => value && !isEmptyField(value)).length > (otpOf(data) === "" ? 0 : 1)) {
    left.push("custom_fields");
  }
  if (data.details.documentAttributes) left.push("attachments");
  return left;
}

/** A field is an object with the name of its kind. */
function isEmptyField(value: object): boolean {
  return Object.values(value).every((content) => content === null || content === "" || content === undefined);
}
