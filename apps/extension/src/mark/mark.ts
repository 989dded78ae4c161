// The mark in one field: a small button that opens the pop-up. It knows nothing and fills nothing, so that whoever covers
// it, moves it or presses it by a script has nothing from that.
import { around, attribute, isConnected, localNameOf } from "../page/dom.ts";
import { closedBox, onPress } from "./closed-box.ts";
import { markSize, type Spot, spotIn } from "./place.ts";

const css = `
  button { all: unset; box-sizing: border-box; display: block; inline-size: ${markSize}px; block-size: ${markSize}px; padding: 3px;
    background: #10243e; border: 1px solid #fff; border-radius: 5px; cursor: pointer; opacity: 0.85 }
  button:hover { opacity: 1; background: #1c4fd8 }
  svg { display: block; inline-size: 100%; block-size: 100% }
  @media (forced-colors: active) { button { background: ButtonFace; border-color: ButtonText; forced-color-adjust: auto } }
`;
/** A key. */
const path =
  "M10.5 1.5a4 4 0 0 0-3.8 5.3L1.5 12v2.5H4V13h1.5v-1.5H7l2.2-2.2A4 4 0 1 0 10.5 1.5Zm1 2a1.2 1.2 0 1 1 0 2.4 1.2 1.2 0 0 1 0-2.4Z";
const svgNames = "http://www.w3.org/2000/svg";

/** Presses that come faster are one. */
const onceInMs = 500;

export class Mark {
  readonly field: Element;
  readonly #host: HTMLElement;
  #home: Element | null = null;
  #shown: Spot | null = null;
  #pressedMs = Number.NEGATIVE_INFINITY;

  constructor(field: Element, onPressed: () => void) {
    this.field = field;
    const size = `${markSize}px`;
    const { host, inside } = closedBox(css, { display: "none", width: size, height: size, margin: "0", padding: "0" });
    const button = document.createElement("button");
    button.type = "button";
    // Not in the way of Tab: the hot key of the pop-up does the same from the keyboard.
    button.tabIndex = -1;
    button.ariaLabel = "Open Hesper";
    button.title = "Open Hesper";
    button.append(keyPicture());
    onPress(button, () => {
      const nowMs = performance.now();
      if (nowMs - this.#pressedMs < onceInMs) return;
      this.#pressedMs = nowMs;
      onPressed();
    });
    inside.append(button);
    this.#host = host;
  }

  /** Puts it into the page, where it lies over everything that the field does. */
  attach(): void {
    const home = homeOf(this.field);
    if (home === this.#home) return;
    this.#home = home;
    home?.append(this.#host);
  }

  /** Reads the page only; what it says is written by `move`, for all marks together. */
  nextSpot(): Spot | null {
    return isConnected(this.field) ? spotIn(this.field, this.#host) : null;
  }

  move(spot: Spot | null): void {
    if (spot?.left === this.#shown?.left && spot?.top === this.#shown?.top) return;
    this.#shown = spot;
    const set = (name: string, value: string) => this.#host.style.setProperty(name, value, "important");
    set("display", spot ? "block" : "none");
    if (!spot) return;
    set("left", `${spot.left}px`);
    set("top", `${spot.top}px`);
    // Inside something that is moved or scaled, fixed places count from there.
    const got = this.#host.getBoundingClientRect();
    if (Math.abs(got.left - spot.left) > 1) set("left", `${2 * spot.left - got.left}px`);
    if (Math.abs(got.top - spot.top) > 1) set("top", `${2 * spot.top - got.top}px`);
  }

  remove(): void {
    this.#host.remove();
  }
}

/** A dialog makes everything outside of it dead: the mark goes into it. */
function homeOf(field: Element): Element | null {
  for (const outer of around(field, 60)) {
    const isDialog = localNameOf(outer) === "dialog" || attribute(outer, "popover") !== "";
    if (isDialog) return outer;
  }
  return document.documentElement;
}

function keyPicture(): SVGElement {
  const picture = document.createElementNS(svgNames, "svg");
  picture.setAttribute("viewBox", "0 0 16 16");
  picture.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS(svgNames, "path");
  shape.setAttribute("d", path);
  shape.setAttribute("fill", "#fff");
  picture.append(shape);
  return picture;
}
