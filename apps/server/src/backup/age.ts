// Encrypts and decrypts a stream in the age format (age-encryption.org/v1), to a passphrase or to recipients.
import { ReadableStream } from "node:stream/web";
import { Decrypter, Encrypter, type Stanza } from "age-encryption";
import type { Secret } from "../security/secret.ts";
import { fileReason } from "./files.ts";
import { BackupProblem } from "./problem.ts";

/** Recipients of one kind: a mix would be as weak as the weaker one. */
export type RecipientKind = "x25519" | "hybrid";

export type Sealing =
  | { readonly kind: "passphrase"; readonly passphrase: Secret<string> }
  | { readonly kind: RecipientKind; readonly recipients: readonly string[] };

export type Opening =
  | { readonly kind: "passphrase"; readonly passphrase: Secret<string> }
  | { readonly kind: "identities"; readonly identities: Secret<readonly string[]> };

/** Throws `BackupProblem` where one is none, or where there are two kinds. */
export function sealingTo(recipients: readonly string[]): Sealing {
  const kinds = new Set(recipients.map(kindOf));
  const [kind] = kinds;
  if (kind === undefined) throw new BackupProblem("There is no recipient.");
  if (kinds.size > 1) {
    throw new BackupProblem(
      "The recipients are of two kinds, age1pq1... and age1...: the mix would be as weak as age1....",
    );
  }
  return { kind, recipients };
}

function kindOf(recipient: string): RecipientKind {
  const kind = recipient.startsWith("age1pq1") ? "hybrid" : "x25519";
  try {
    if (/^age1tag/.test(recipient)) throw new Error("of another kind");
    new Encrypter().addRecipient(recipient);
    return kind;
  } catch {
    throw new BackupProblem(`${recipient.slice(0, 40)} is no recipient of age: it begins with age1 or age1pq1.`);
  }
}

/** The encrypted bytes, as they are made: little is held in memory. */
export async function seal(plain: AsyncIterable<Uint8Array>, sealing: Sealing): Promise<AsyncIterable<Uint8Array>> {
  const encrypter = new Encrypter();
  if (sealing.kind === "passphrase") encrypter.setPassphrase(sealing.passphrase.reveal());
  else for (const recipient of sealing.recipients) encrypter.addRecipient(recipient);
  return encrypter.encrypt(streamOf(plain));
}

/** The stream that the package takes: the same class, which the types of the browser do not know by this name. */
function streamOf(bytes: AsyncIterable<Uint8Array>) {
  return ReadableStream.from(bytes) as unknown as globalThis.ReadableStream<Uint8Array>;
}

/** Comments and empty lines are left out, as `age` does. Throws `BackupProblem`. */
export function identitiesIn(text: string, file: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const identities = lines.filter((line) => line !== "" && !line.startsWith("#"));
  try {
    const decrypter = new Decrypter();
    for (const identity of identities) decrypter.addIdentity(identity);
  } catch {
    // The line itself is not named: it may be a secret.
    throw new BackupProblem(`${file} holds something that is no age identity.`);
  }
  if (identities.length === 0) throw new BackupProblem(`${file} holds no age identity.`);
  return identities;
}

const firstLine = "age-encryption.org/v1\n";
const changedOrCut = "The file is damaged: it was changed, or its end is missing.";

/** The bytes that were encrypted. Throws `BackupProblem`, here or while they are read. */
export async function unseal(bytes: AsyncIterable<Uint8Array>, opening: Opening): Promise<AsyncIterable<Uint8Array>> {
  const decrypter = new Decrypter();
  let stanzas: readonly Stanza[] = [];
  // Looks only: for whom the file is, so that the refusal can say it.
  decrypter.addIdentity({
    unwrapFileKey(all) {
      stanzas = all;
      return null;
    },
  });
  if (opening.kind === "passphrase") decrypter.addPassphrase(opening.passphrase.reveal());
  else for (const identity of opening.identities.reveal()) decrypter.addIdentity(identity);
  const source = streamOf(await ageOnly(bytes));
  try {
    return told(await decrypter.decrypt(source));
  } catch (error) {
    throw fileProblem(error) ?? new BackupProblem(refusalOf(error as Error, opening, stanzas));
  }
}

function refusalOf({ message }: Error, opening: Opening, stanzas: readonly Stanza[]): string {
  if (!message.startsWith("no identity matched")) return changedOrCut;
  const wantsPassphrase = stanzas.some(({ args }) => args[0] === "scrypt");
  if (opening.kind === "passphrase") {
    return wantsPassphrase
      ? "The passphrase is wrong, or the beginning of the file is damaged."
      : "The file is encrypted to recipients, not to a passphrase: give --identity.";
  }
  return wantsPassphrase
    ? "The file is encrypted to a passphrase: leave out --identity."
    : "The identity is not one that the file is encrypted to, or the beginning of the file is damaged.";
}

/** Damage is found piece by piece: each is authenticated. */
async function* told(plain: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* plain;
  } catch (error) {
    throw fileProblem(error) ?? new BackupProblem(changedOrCut);
  }
}

function fileProblem(error: unknown): BackupProblem | null {
  const reason = fileReason(error);
  return reason === null ? null : new BackupProblem(`The file cannot be read: ${reason}.`);
}

/** The same bytes, when they begin as an age file does. */
async function ageOnly(bytes: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const source = bytes[Symbol.asyncIterator]();
  let begun = Buffer.alloc(0);
  while (begun.length < firstLine.length) {
    const { done, value } = await source.next();
    if (done) break;
    begun = Buffer.concat([begun, value]);
  }
  if (begun.length === 0) throw new BackupProblem("The file is empty.");
  if (!begun.toString("latin1").startsWith(firstLine)) {
    await source.return?.();
    throw new BackupProblem("The file is not one that is encrypted with age.");
  }
  return (async function* () {
    try {
      yield begun;
      for (;;) {
        const { done, value } = await source.next();
        if (done) return;
        yield value;
      }
    } finally {
      await source.return?.();
    }
  })();
}
