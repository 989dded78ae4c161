// What a browser does with accounts: makes ids, seals, and sends the rest as it is. In the tests only: the server has
// nothing that seals.
import { generateIdentity, type Identity, type RecipientKind, recipientOf, sealAccount } from "@hesper/vault";
import { v7 } from "uuid";
import { type Answer, type Browser, expectStatus } from "./harness.ts";
import { lockedLookalike } from "./organisation-keys.ts";

/** Somebody who can open what is sealed to a key. */
export interface KeyHolder {
  readonly identity: Identity;
  readonly recipient: string;
  readonly keyId: string;
}

export async function makeHolder(kind: RecipientKind = "x25519"): Promise<Omit<KeyHolder, "keyId">> {
  const identity = await generateIdentity(kind);
  return { identity, recipient: await recipientOf(identity) };
}

/** Makes the organisation key as an administrator's browser would; or one that replaces another. */
export async function makeOrganisationKey(
  administrator: Browser,
  { kind = "x25519", replaces }: { kind?: RecipientKind; replaces?: string } = {},
): Promise<KeyHolder> {
  const holder = await makeHolder(kind);
  const made = { recipient: holder.recipient, lockedIdentity: lockedLookalike() };
  const path = replaces === undefined ? "/organisation-key" : "/organisation-key/replacement";
  const request = administrator.post(path, replaces === undefined ? made : { replaces, ...made });
  const { body } = await expectStatus(request, 201);
  return { ...holder, keyId: (body.key as { id: string }).id };
}

/** The organisation key as whoever seals to it knows it. */
export async function organisationOf(administrator: Browser): Promise<Omit<KeyHolder, "identity">> {
  const { body } = await expectStatus(administrator.get("/shared-accounts/recipients"), 200);
  return body.organisation as Omit<KeyHolder, "identity">;
}

export function newAccountId(): string {
  return v7();
}

export interface Secrets {
  readonly password?: string | null;
  readonly otp?: { secret: string; algorithm: "SHA1"; digits: 6; period: 30 } | null;
  readonly notes?: string | null;
}

/** The sealed part of an account, as it travels. */
export async function sealFor(
  holders: readonly Omit<KeyHolder, "identity">[],
  { account, revision = 1, ...secrets }: Secrets & { account: string; revision?: number },
): Promise<{ sealed: string; sealedTo: string[] }> {
  const payload = { v: 1, account, revision, password: null, otp: null, notes: null, ...secrets } as const;
  const bytes = await sealAccount(
    payload,
    holders.map(({ recipient }) => recipient),
  );
  return { sealed: Buffer.from(bytes).toString("base64"), sealedTo: holders.map(({ keyId }) => keyId) };
}

export const mailAccount = {
  name: "Mail of the company",
  urls: ["https://mail.example.org/login"],
  apps: ["Thunderbird"],
  loginType: "website",
  login: "edith@example.org",
} as const;

/** What is sent to make an account. */
export async function newAccount(
  holders: readonly Omit<KeyHolder, "identity">[],
  details: Record<string, unknown> = {},
  secrets: Secrets = { password: "correct horse" },
): Promise<Record<string, unknown> & { id: string; sealed: string; sealedTo: string[] }> {
  const id = newAccountId();
  return { id, ...mailAccount, ...details, ...(await sealFor(holders, { account: id, ...secrets })) };
}

/** @param path of whose accounts: `/employees/{id}/accounts` or `/shared-accounts`. */
export async function makeAccount(
  administrator: Browser,
  path: string,
  holders: readonly Omit<KeyHolder, "identity">[],
  details: Record<string, unknown> = {},
  secrets?: Secrets,
): Promise<Answer["body"] & { id: string; revision: number }> {
  const { body } = await expectStatus(administrator.post(path, await newAccount(holders, details, secrets)), 201);
  return body as Answer["body"] & { id: string; revision: number };
}
