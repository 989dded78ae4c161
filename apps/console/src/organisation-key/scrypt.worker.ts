// Locks and unlocks identities beside the page: scrypt takes seconds and 256 MiB, and the page must not stand still.
import { parseIdentity } from "@hesper/vault/identity";
import { lockIdentity, unlockIdentity } from "@hesper/vault/passphrase";
import { VaultProblem } from "@hesper/vault/problem";
import type { ScryptAnswer, ScryptTask } from "./scrypt.ts";

interface Scope {
  onmessage: ((event: MessageEvent<ScryptTask>) => void) | null;
  postMessage(answer: ScryptAnswer): void;
}
const scope = globalThis as unknown as Scope;

async function carryOut(task: ScryptTask): Promise<ScryptAnswer> {
  try {
    if (task.what === "lock") {
      return { ok: true, locked: await lockIdentity(parseIdentity(task.identity), task.passphrase) };
    }
    return { ok: true, identity: (await unlockIdentity(task.locked, task.passphrase)).reveal() };
  } catch (error) {
    return { ok: false, code: error instanceof VaultProblem ? error.code : null };
  }
}

scope.onmessage = async ({ data }) => scope.postMessage(await carryOut(data));
