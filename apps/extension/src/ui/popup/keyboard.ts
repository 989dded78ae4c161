// The pop-up by the keyboard: one types to search, goes through the rows with the arrows, and presses Enter.
import { type RefObject, useEffect } from "react";

const rows = () => [...document.querySelectorAll<HTMLButtonElement>("button[data-row]")];
/** What Enter in the search does: the code that is next, or the first account. */
const firstChoice = () => document.querySelector<HTMLButtonElement>("button[data-first]") ?? rows()[0];

export function useRowKeys(search: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (isHandled(event, search.current)) event.preventDefault();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [search]);
}

function isHandled(event: KeyboardEvent, search: HTMLInputElement | null): boolean {
  const { key, target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return false;
  const isSearch = target === search;
  const isRow = target instanceof HTMLElement && target.dataset.row !== undefined;
  if (isSearch && key === "Enter") {
    firstChoice()?.click();
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
