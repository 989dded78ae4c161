// The kinds of keys that accounts are sealed to. An installation has one of them.

/** `hybrid`: ML-KEM-768 with X25519, post-quantum, `age1pq1...`. `x25519`: `age1...`, which any `age` program opens. */
export const recipientKinds = ["hybrid", "x25519"] as const;
export type RecipientKind = (typeof recipientKinds)[number];

export const defaultRecipientKind: RecipientKind = "hybrid";
