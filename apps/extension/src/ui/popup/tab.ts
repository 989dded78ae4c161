// Which tab the pop-up is for.
import { useEffect, useState } from "react";

/** The pop-up may be opened as a page of its own, which is told the tab: it stays open then, whatever it does. */
const told = new URLSearchParams(location.search).get("tab");

export interface TabPlace {
  /** Null: none that could be filled. Undefined: not known yet. */
  readonly place: number | null | undefined;
  readonly isOwnTab: boolean;
}

export function useTab(): TabPlace {
  const [place, setPlace] = useState<number | null | undefined>(told === null ? undefined : Number(told) || null);
  useEffect(() => {
    if (told !== null) return;
    chrome.tabs.query({ active: true, currentWindow: true }).then(
      ([tab]) => setPlace(tab?.id ?? null),
      () => setPlace(null),
    );
  }, []);
  return { place, isOwnTab: told !== null };
}
