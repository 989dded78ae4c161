// Kinds and statuses of keys, and what an administrator may make of them.

/**
 * `software`: a command line or a browser extension. `security_key`: a FIDO2 key whose PRF gives its identity; nothing is
 * kept on it, and it opens accounts in the browser in which the employee is logged in.
 */
export const keyKinds = ["software", "security_key"] as const;
export type KeyKind = (typeof keyKinds)[number];

/**
 * - `reserved`: made, and waiting for its activation.
 * - `active`: gets accounts.
 * - `locked`: locked itself, after too many wrong PINs.
 * - `suspended`: by an administrator; it locks, and keeps what it has.
 * - `deactivated`, `compromised`: it wipes itself at its next contact, and gets nothing any more.
 */
export const keyStatuses = ["reserved", "active", "locked", "suspended", "deactivated", "compromised"] as const;
export type KeyStatus = (typeof keyStatuses)[number];

/** Why a key is locked, suspended, deactivated or compromised. */
export const keyReasons = ["withdrawn", "lost", "stolen", "broken", "wrong_pin"] as const;
export type KeyReason = (typeof keyReasons)[number];

/** What an administrator may say; `wrong_pin` is the key's own to say. */
export const reasonsFor = {
  suspended: ["withdrawn", "lost", "stolen"],
  deactivated: ["withdrawn", "lost", "stolen", "broken"],
  compromised: ["lost", "stolen"],
} as const satisfies Partial<Record<KeyStatus, readonly KeyReason[]>>;

/** What an administrator may make of a key in each status; everything else is done by the key itself, or never. */
export const keyTransitions: Readonly<Record<KeyStatus, readonly KeyStatus[]>> = {
  reserved: ["deactivated"],
  active: ["suspended", "deactivated", "compromised"],
  locked: ["active", "suspended", "deactivated", "compromised"],
  suspended: ["active", "deactivated", "compromised"],
  deactivated: ["compromised"],
  compromised: [],
};
