// Reads the header of an age file (age-encryption.org/v1, "Header") without any key: how many can open it, and of which
// kind they are. Imports no cryptography, so that it costs next to nothing where that is all there is to know.
import type { RecipientKind } from "./kinds.ts";
import { longestLockedBytes, longestSealedBytes, mostRecipients } from "./limits.ts";
import { VaultProblem } from "./problem.ts";

export interface SealedHeader {
  readonly kind: RecipientKind;
  /** Stanzas, of which each recipient has one. At least 1. */
  readonly recipients: number;
  /** Length of the header. */
  readonly bytes: number;
}

export interface LockedHeader {
  /** Binary logarithm of the cost of scrypt. */
  readonly workFactor: number;
}

const letter = "[A-Za-z0-9+/]";
// Base64 without padding. The bits that are left over in the last letter are zero, so that bytes have one spelling.
const bytes16 = `${letter}{21}[AQgw]`;
const bytes32 = `${letter}{42}[AEIMQUYcgkosw048]`;
const bytes1120 = `${letter}{1493}[AQgw]`;

const firstLine = "age-encryption.org/v1\n";
const lastLine = new RegExp(`--- ${bytes32}\n`, "y");
/** Any stanza: arguments of visible characters, then lines of 64 letters and a shorter one. */
const anyStanza = new RegExp(`-> ([!-~]+)(?: [!-~]+)*\n(?:${letter}{64}\n)*${letter}{0,63}\n`, "y");

/** A wrapped file key is 32 bytes, whatever it is wrapped for. */
const sealedStanzas: Readonly<Record<string, { kind: RecipientKind; form: RegExp }>> = {
  mlkem768x25519: { kind: "hybrid", form: new RegExp(`^-> mlkem768x25519 ${bytes1120}\n${bytes32}\n$`) },
  X25519: { kind: "x25519", form: new RegExp(`^-> X25519 ${bytes32}\n${bytes32}\n$`) },
};
const scryptStanza = new RegExp(`^-> scrypt ${bytes16} ([1-9][0-9]{0,3})\n${bytes32}\n$`);

/** After the header come a nonce of 16 bytes and at least one piece: its tag of 16 bytes and something in it. */
const fewestBytesAfter = 16 + 16 + 1;

/**
 * Reads the header of a sealed account. Strict: a stanza of any other type is refused, also "grease", which some
 * programs add to keep readers tolerant, since it cannot be told from somebody who opens the account unnoticed.
 * Whether the header is genuine only an identity shows.
 *
 * Throws `VaultProblem`: `too_large`, `damaged`, `unknown_recipient`, `mixed_recipients`, `too_many_recipients`.
 */
export function readSealedHeader(sealed: Uint8Array): SealedHeader {
  if (sealed.length > longestSealedBytes) throw new VaultProblem("too_large");
  const { stanzas, bytes } = readHeader(sealed);
  const [kind, ...others] = new Set(stanzas.map(kindOfStanza));
  if (kind === undefined) throw new VaultProblem("damaged");
  if (others.length > 0) throw new VaultProblem("mixed_recipients");
  return { kind, recipients: stanzas.length, bytes };
}

function kindOfStanza({ type, text }: Stanza): RecipientKind {
  const known = Object.hasOwn(sealedStanzas, type) ? sealedStanzas[type] : undefined;
  if (!known) throw new VaultProblem("unknown_recipient");
  if (!known.form.test(text)) throw new VaultProblem("damaged");
  return known.kind;
}

/**
 * Reads the header of what is locked with a passphrase.
 *
 * @param longest of the file, in bytes; that of an identity where none is given.
 *
 * Throws `VaultProblem`: `too_large`, `damaged`.
 */
export function readLockedHeader(locked: Uint8Array, longest = longestLockedBytes): LockedHeader {
  if (locked.length > longest) throw new VaultProblem("too_large");
  const { stanzas } = readHeader(locked);
  const workFactor = stanzas.length === 1 ? scryptStanza.exec(stanzas[0]?.text ?? "")?.[1] : undefined;
  if (workFactor === undefined) throw new VaultProblem("damaged");
  return { workFactor: Number(workFactor) };
}

interface Stanza {
  readonly type: string;
  readonly text: string;
}

function readHeader(file: Uint8Array): { stanzas: readonly Stanza[]; bytes: number } {
  // One character for each byte; what is not ASCII fits into no line of a header.
  const text = new TextDecoder("latin1").decode(file);
  if (!text.startsWith(firstLine)) throw new VaultProblem("damaged");
  const stanzas: Stanza[] = [];
  let at = firstLine.length;
  for (let found = matchAt(anyStanza, text, at); found; found = matchAt(anyStanza, text, at)) {
    if (stanzas.length === mostRecipients) throw new VaultProblem("too_many_recipients");
    stanzas.push({ text: found[0], type: found[1] ?? "" });
    at += found[0].length;
  }
  at += matchAt(lastLine, text, at)?.[0].length ?? Number.POSITIVE_INFINITY;
  if (file.length - at < fewestBytesAfter) throw new VaultProblem("damaged");
  return { stanzas, bytes: at };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
