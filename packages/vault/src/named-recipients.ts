// Whom something is sealed to, as a server says: what of it can be checked by a key that seals.

export interface NamedRecipient {
  readonly keyId: string;
  /** `age1...` */
  readonly recipient: string;
}

/**
 * - `recipient_missing`: the key that seals is not among them.
 * - `recipient_changed`: a key has another recipient than before, or there are recipients that have no business there.
 */
export type RecipientTrouble = "recipient_missing" | "recipient_changed";

export interface SealingKey {
  /** The key that seals. */
  readonly own: NamedRecipient;
  /** Other keys of the person, as they were seen before. */
  readonly known: readonly NamedRecipient[];
}

/** @returns null: the key that seals is among them, and none that is known has another recipient than before. */
export function checkRecipients(
  { own, known }: SealingKey,
  recipients: readonly NamedRecipient[],
): RecipientTrouble | null {
  if (!recipients.some((one) => one.keyId === own.keyId)) return "recipient_missing";
  const before = new Map([...known, own].map((one) => [one.keyId, one.recipient]));
  const isAsBefore = (one: NamedRecipient) => (before.get(one.keyId) ?? one.recipient) === one.recipient;
  return recipients.every(isAsBefore) ? null : "recipient_changed";
}

/** Recipients that are no keys of the person: the organisation key, and whoever else has a shared account. */
const mostOthers = { private: 0, personal: 1, shared: Number.POSITIVE_INFINITY } as const;

export interface HandingOn {
  readonly kind: keyof typeof mostOthers;
  /** Whom the account is to be sealed to. */
  readonly recipients: readonly NamedRecipient[];
  /** All keys of the person, as they were asked for apart from the account. */
  readonly keys: readonly NamedRecipient[];
}

/** Whether an account may be sealed to other keys of the person. @returns null: it may. */
export function checkHandingOn(by: SealingKey, { kind, recipients, keys }: HandingOn): RecipientTrouble | null {
  const trouble = checkRecipients(by, recipients) ?? checkRecipients(by, keys);
  if (trouble !== null) return trouble;
  const recipientOf = new Map(keys.map((one) => [one.keyId, one.recipient]));
  const others = recipients.filter(({ keyId }) => !recipientOf.has(keyId));
  const isAsKnown = recipients.every((one) => (recipientOf.get(one.keyId) ?? one.recipient) === one.recipient);
  return isAsKnown && others.length <= mostOthers[kind] ? null : "recipient_changed";
}
