// How accounts and templates stand in answers. The sealed part is in none but those that are asked for it.
import { z } from "zod";
import { loginType } from "./account-fields.ts";
import { id, time } from "./answers.ts";
import { deliveryStatuses } from "./keys.ts";

const somebody = z.object({ id, name: z.string(), email: z.string() });

export const accountKinds = ["personal", "shared"] as const;
export type AccountKind = (typeof accountKinds)[number];

const fields = {
  id,
  kind: z.enum(accountKinds),
  name: z.string(),
  urls: z.array(z.string()),
  apps: z.array(z.string()),
  loginType,
  login: z.string(),
};

export const account = z
  .object({
    ...fields,
    employee: somebody.nullable().describe("Whose personal account it is; null: a shared account"),
    revision: z.int().describe("Raised by every change"),
    sealedRevision: z
      .int()
      .describe("The revision that stands in the sealed part: whoever opens an older one was lied to"),
    createdAt: time,
    updatedAt: time,
    passwordChangedAt: time
      .nullable()
      .describe("As the writer said; null: it is the one that the account was made with"),
    otpChangedAt: time.nullable().describe("The same of the OTP secret"),
    notesChangedAt: time.nullable().describe("The same of the notes"),
  })
  .meta({ id: "Account", description: "An account without its sealed part" });

const onKeys = z
  .array(z.object({ id, name: z.string(), status: z.enum(deliveryStatuses) }))
  .describe("The employee's keys, and how far the delivery of the account to each has come");

export const accountOfEmployee = account
  .extend({
    given: z
      .object({ directly: z.boolean(), groups: z.array(z.object({ id, name: z.string() })) })
      .nullable()
      .describe("Of a shared account: how the employee came to it"),
    keys: onKeys,
  })
  .meta({ id: "AccountOfEmployee" });

export const ownAccount = z
  .object({ ...fields, updatedAt: time, keys: onKeys })
  .meta({ id: "OwnAccount", description: "An account as the one it is for sees it in the console" });

export const sharedAccount = account
  .extend({
    employees: z.int().describe("To how many employees it was given, without those of its groups"),
    groups: z.int().describe("To how many groups it was given"),
  })
  .meta({ id: "SharedAccount" });

export const sharedAccountEmployee = z
  .object({ ...somebody.shape, givenAt: time })
  .meta({ id: "SharedAccountEmployee" });
export const sharedAccountGroup = z.object({ id, name: z.string(), givenAt: time }).meta({ id: "SharedAccountGroup" });

const recipient = z.string().describe("age1pq1... or age1...");
export const recipients = z
  .object({
    keys: z.array(z.object({ keyId: id, recipient })),
    organisation: z.object({ keyId: id, recipient }).nullable(),
  })
  .meta({ id: "Recipients", description: "Whom to seal an account to: all of them" });

export const sealedPart = z
  .object({
    id,
    sealed: z.string().describe("An age file in Base64"),
    sealedRevision: z.int(),
    sealedTo: z.array(id).describe("Ids of the keys that can open it"),
  })
  .meta({ id: "SealedPart" });

export const accountTemplate = z
  .object({
    id,
    name: z.string(),
    urls: z.array(z.string()),
    apps: z.array(z.string()),
    loginType,
    revision: z.int(),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: "AccountTemplate", description: "What a new account may be prefilled with" });

export type Account = z.infer<typeof account>;
export type AccountOfEmployee = z.infer<typeof accountOfEmployee>;
export type OwnAccount = z.infer<typeof ownAccount>;
export type SharedAccount = z.infer<typeof sharedAccount>;
export type SharedAccountEmployee = z.infer<typeof sharedAccountEmployee>;
export type SharedAccountGroup = z.infer<typeof sharedAccountGroup>;
export type Recipients = z.infer<typeof recipients>;
export type SealedPart = z.infer<typeof sealedPart>;
export type AccountTemplate = z.infer<typeof accountTemplate>;
