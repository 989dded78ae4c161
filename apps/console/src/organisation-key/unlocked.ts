// Organisation keys that are unlocked in this tab.
import { createUnlockedKeys } from "../session/unlocked-keys.ts";

export const {
  keep: keepUnlocked,
  find: findUnlocked,
  lockOne,
  lockAll,
  subscribe,
  identities: unlockedIdentities,
  timeLeftMs,
} = createUnlockedKeys();
