// One run of handing accounts on, begun by itself once a key is open for whose accounts others wait.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useResealing } from "../accounts/use-resealing.ts";
import { type OpenedKey, openedIdentity } from "../security-keys/opened.ts";
import type { ServedKey } from "./hand-on.ts";

export function useHandingOn(opened: OpenedKey) {
  const queries = useQueryClient();
  const [served, setServed] = useState<readonly ServedKey[]>([]);
  const begin = async () => {
    // Brings the vault.
    const { doorToOwnKeys } = await import("./hand-on.ts");
    const add = (key: ServedKey) => setServed((before) => [...before.filter(({ keyId }) => keyId !== key.keyId), key]);
    const identities = () => {
      const identity = openedIdentity();
      return identity === null ? [] : [identity];
    };
    return { door: doorToOwnKeys(opened, add), findIdentities: identities };
  };
  const end = async () => {
    await Promise.all(["accounts", "my-keys"].map((name) => queries.invalidateQueries({ queryKey: [name] })));
  };
  const run = useResealing({ begin, end, lockedWords: "The security key was closed meanwhile." });
  const begun = useRef<OpenedKey | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each opening.
  useEffect(() => {
    if (!opened.waiting || begun.current === opened) return;
    begun.current = opened;
    void run.start();
  }, [opened]);
  return { ...run, served };
}
