// The pop-up by the keyboard: one types to search, goes through the rows with the arrows, and presses Enter.
import { type RefObject, useEffect, useRef } from "react";

const rows = () => [...document.querySelectorAll<HTMLButtonElement>("button[data-row]")];
/** What Enter in the search does: the code that is next, or the first account. */
const firstChoice = () => document.querySelector<HTMLButtonElement>("button[data-first]") ?? rows()[0];

/** @param isCurrent whether the rows are those of what is typed: Enter waits for them, and fills nothing that was found before. */
export function useRowKeys(search: RefObject<HTMLInputElement | null>, isCurrent: boolean): void {
  const isWaiting = useRef(false);
  useEffect(() => {
    const chooseFirst = () => {
      isWaiting.current = !isCurrent;
      if (isCurrent) firstChoice()?.click();
    };
    if (isWaiting.current && isCurrent) chooseFirst();
    const onKeyDown = (event: KeyboardEvent) => {
      isWaiting.current = false;
      if (isHandled(event, search.current, chooseFirst)) event.preventDefault();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [search, isCurrent]);
}

function isHandled(event: KeyboardEvent, search: HTMLInputElement | null, chooseFirst: () => void): boolean {
  const { key, target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return false;
  const isSearch = target === search;
  const isRow = target instanceof HTMLElement && target.dataset.row !== undefined;
  if (isSearch && key === "Enter") {
    chooseFirst();
    return true;
  }
  if ((isSearch || isRow) && (key === "ArrowDown" || key === "ArrowUp")) {
    const all = rows();
    const next = all.findIndex((row) => row.matches(":focus")) + (key === "ArrowDown" ? 1 : -1);
    (next < 0 ? search : all[Math.min(next, all.length - 1)])?.focus();
    return true;
  }
  // What is typed goes into the search.
  if (isRow && key.length === 1 && key !== " ") search?.focus();
  return false;
}
