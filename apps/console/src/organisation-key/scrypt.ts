// Locking an identity with a passphrase and unlocking it, in a worker of its own that ends with the task: what it had in
// its memory goes with it.
import { type Identity, parseIdentity, VaultProblem, type VaultProblemCode } from "@hesper/vault";

export type ScryptTask =
  | { readonly what: "lock"; readonly identity: string; readonly passphrase: string }
  | { readonly what: "unlock"; readonly locked: Uint8Array; readonly passphrase: string };

export type ScryptAnswer =
  | { readonly ok: true; readonly locked: Uint8Array }
  | { readonly ok: true; readonly identity: string }
  | { readonly ok: false; readonly code: VaultProblemCode | null };

/** @returns an age file, Base64. Throws `VaultProblem`. */
export async function lock(identity: Identity, passphrase: string): Promise<string> {
  const answer = await run({ what: "lock", identity: identity.reveal(), passphrase });
  if (!("locked" in answer)) throw new Error("The worker gave something else.");
  return toBase64(answer.locked);
}

/** @param locked an age file, Base64. Throws `VaultProblem`. */
export async function unlock(locked: string, passphrase: string): Promise<Identity> {
  const answer = await run({ what: "unlock", locked: fromBase64(locked), passphrase });
  if (!("identity" in answer)) throw new Error("The worker gave something else.");
  return parseIdentity(answer.identity);
}

function run(task: ScryptTask): Promise<Extract<ScryptAnswer, { ok: true }>> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./scrypt.worker.ts", import.meta.url), { type: "module" });
    const end = () => worker.terminate();
    worker.onmessage = ({ data }: MessageEvent<ScryptAnswer>) => {
      end();
      if (data.ok) resolve(data);
      else reject(data.code === null ? new Error("The key could not be worked on.") : new VaultProblem(data.code));
    };
    worker.onerror = () => {
      end();
      reject(new Error("This browser could not begin the work. There may be too little memory."));
    };
    worker.postMessage(task);
  });
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
