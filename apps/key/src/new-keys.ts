// What a person is told of keys that are new to this one.
import type { SyncReport } from "@hesper/keyring";

export function newKeyLines(newKeys: SyncReport["newKeys"]): string[] {
  if (newKeys.length === 0) return [];
  return [
    ...newKeys.map(({ fingerprint }) => `A key of yours that is new to this one gets your accounts: ${fingerprint}`),
    "Compare this with the fingerprint that it shows itself (hesper-key status). If you have no such key, tell your administrator.",
  ];
}
