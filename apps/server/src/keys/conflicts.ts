// What whoever saw an older revision of a key is told: who changed what meanwhile.
import type { KeyStatus } from "@hesper/contract";
import type { Tx } from "../database/database.ts";
import { findEmployee } from "../employees/service.ts";
import { type Refusal, refuse } from "../security/result.ts";
import type { KeyRow, LastChange } from "./store.ts";

const next = "Look at the key as it is now, and repeat your change.";

const changes: Readonly<Record<LastChange, (name: string) => string>> = {
  created: (name) => `made ${name}`,
  name: (name) => `renamed a key, which is called ${name} now,`,
  policy: (name) => `gave ${name} another policy`,
  "name,policy": (name) => `renamed a key, which is called ${name} now, and gave it another policy`,
  activation: (name) => `made another activation code for ${name}`,
  status: (name) => `changed the status of ${name}`,
  lock: () => "",
  wipe: () => "",
};

/** Of what the key does by itself. */
const ownChanges: Partial<Record<LastChange, (name: string) => string>> = {
  activation: (name) => `${name} was activated meanwhile.`,
  lock: (name) => `${name} locked itself meanwhile, after too many wrong PINs.`,
  wipe: (name) => `${name} has wiped itself meanwhile.`,
};

export async function refuseStale(
  tx: Tx,
  { name, last_change, changed_by }: Pick<KeyRow, "name" | "last_change" | "changed_by">,
): Promise<Refusal<"conflict">> {
  const change = last_change as LastChange;
  const quoted = `“${name}”`;
  if (changed_by === null) {
    const what = ownChanges[change]?.(quoted) ?? `${quoted} was changed meanwhile.`;
    return refuse("conflict", `${what} ${next}`);
  }
  const by = (await findEmployee(tx, changed_by))?.name ?? "Somebody";
  return refuse("conflict", `${by} ${changes[change](quoted)} meanwhile. ${next}`);
}

export const statusWords: Readonly<Record<KeyStatus, string>> = {
  reserved: "not activated yet",
  active: "active",
  locked: "locked",
  suspended: "suspended",
  deactivated: "deactivated",
  compromised: "called compromised",
};

/** Of a change of status that is never made. */
export function refuseTransition(key: Pick<KeyRow, "name" | "status">, to: KeyStatus): Refusal<"conflict"> {
  const [is, wanted] = [statusWords[key.status], statusWords[to]];
  if (key.status === to) return refuse("conflict", `“${key.name}” is ${is} already. Look at the key as it is now.`);
  if (key.status === "reserved") {
    return refuse("conflict", `“${key.name}” is not activated yet, and cannot be ${wanted}. Deactivate it instead.`);
  }
  return refuse("conflict", `“${key.name}” is ${is}, and cannot be ${wanted} any more. Make a new key instead.`);
}
