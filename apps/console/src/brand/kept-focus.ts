// Where keyboard and screen reader go on when what had the focus is gone, as the row of what was deleted.
import { useRef } from "react";

/** @returns a ref for a heading (with `tabIndex={-1}`), and what to call when a dialogue has closed. */
export function useKeptFocus() {
  const heading = useRef<HTMLHeadingElement>(null);
  const keepFocus = () =>
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) heading.current?.focus();
    });
  return { heading, keepFocus };
}
