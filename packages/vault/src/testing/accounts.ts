// What the tests of the vault share: an account, keys of each kind, and how a refusal is looked at.
import { generateIdentity, type Identity, recipientOf } from "../identity.ts";
import type { RecipientKind } from "../kinds.ts";
import type { AccountPayload } from "../payload.ts";
import { VaultProblem, type VaultProblemCode } from "../problem.ts";

export const account = "01890a5d-ac96-774b-bcce-b302099a8057";
export const otherAccount = "01890a5d-ac97-7f00-8123-0242ac130003";

export const payload: AccountPayload = {
  v: 1,
  account,
  revision: 3,
  password: "correct-horse-battery-staple",
  otp: { secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", algorithm: "SHA1", digits: 6, period: 30 },
  notes: "Zweite Zeile: 🔑\nThe PIN of the door is 4711.",
};
export const expected = { account, revisionAtLeast: 0 };

export interface Holder {
  readonly identity: Identity;
  readonly recipient: string;
}

export async function makeHolder(kind: RecipientKind): Promise<Holder> {
  const identity = await generateIdentity(kind);
  return { identity, recipient: await recipientOf(identity) };
}

export function makeHolders(kind: RecipientKind, count: number): Promise<Holder[]> {
  return Promise.all(Array.from({ length: count }, () => makeHolder(kind)));
}

/** What a stranger is told who hands this over. Anything but a `VaultProblem` is a bug, and thrown on. */
export async function problemOf(work: () => unknown): Promise<VaultProblem> {
  try {
    await work();
  } catch (error) {
    if (error instanceof VaultProblem) return error;
    throw error;
  }
  throw new Error("It was not refused.");
}

export async function refusal(work: () => unknown): Promise<VaultProblemCode> {
  return (await problemOf(work)).code;
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}
