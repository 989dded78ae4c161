// Which tab the pop-up is for.
import { useEffect, useState } from "react";

/** The pop-up may be opened as a page of its own, which is told the tab: it stays open then, whatever it does. */
const told = new URLSearchParams(location.search).get("tab");

/** Whether it is one that closes when its work is done. */
export const isPopup = told === null;

export function closePopup(): void {
  if (isPopup) window.close();
}

/** Null: none that could be filled. Undefined: not known yet. */
export function useTab(): number | null | undefined {
  const [place, setPlace] = useState<number | null | undefined>(told === null ? undefined : Number(told) || null);
  useEffect(() => {
    if (told !== null) return;
    chrome.tabs.query({ active: true, currentWindow: true }).then(
      ([tab]) => setPlace(tab?.id ?? null),
      () => setPlace(null),
    );
  }, []);
  return place;
}
