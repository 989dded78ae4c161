// What a page needs that asks for a security key, without anything else of the keyring in it.
export * from "@hesper/vault/prf";
