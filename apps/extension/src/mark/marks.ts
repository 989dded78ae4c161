// The marks of a page: one in each field that Hesper could fill, moved together and seldom.
import type { FoundForm } from "../page/find.ts";
import { Mark } from "./mark.ts";

/** More would be in the way. */
const mostMarks = 8;

export class Marks {
  readonly #onPressed: () => void;
  readonly #marks = new Map<Element, Mark>();
  readonly #sizes = new ResizeObserver(() => this.#soon());
  #frame: number | null = null;

  constructor(onPressed: () => void) {
    this.#onPressed = onPressed;
    const listen = { capture: true, passive: true } as const;
    addEventListener("scroll", this.#soon, listen);
    addEventListener("resize", this.#soon, listen);
    addEventListener("transitionend", this.#soon, listen);
    visualViewport?.addEventListener("resize", this.#soon, { passive: true });
  }

  /** Those that are found now. */
  show(forms: readonly FoundForm[]): void {
    const wanted = new Set(forms.flatMap(markedFields).slice(0, mostMarks));
    for (const [field, mark] of this.#marks) {
      if (wanted.has(field)) continue;
      this.#sizes.unobserve(field);
      mark.remove();
      this.#marks.delete(field);
    }
    for (const field of wanted) {
      if (this.#marks.has(field)) continue;
      const mark = new Mark(field, this.#onPressed);
      this.#marks.set(field, mark);
      mark.attach();
      this.#sizes.observe(field);
    }
    this.#soon();
  }

  stop(): void {
    this.show([]);
    this.#sizes.disconnect();
    for (const name of ["scroll", "resize", "transitionend"]) removeEventListener(name, this.#soon, { capture: true });
    visualViewport?.removeEventListener("resize", this.#soon);
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
  }

  readonly #soon = (): void => {
    if (this.#marks.size === 0) return;
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      // All is read before anything is written: else the browser would lay the page out for each of them.
      const spots = [...this.#marks.values()].map((mark) => [mark, mark.nextSpot()] as const);
      for (const [mark, spot] of spots) mark.move(spot);
    });
  };
}

/** In boxes of one digit there is no room. */
function markedFields({ kind, login, password, code }: FoundForm): Element[] {
  if (kind !== "log_in" && kind !== "code") return [];
  const single = code.length === 1 ? code : [];
  return [login, password, ...single].flatMap((field) => (field && field.type !== "select" ? [field.element] : []));
}
