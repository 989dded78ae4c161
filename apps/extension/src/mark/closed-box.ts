// A small element of the extension in somebody else's page: it takes no room there, and its inside is closed to the page.

export interface ClosedBox {
  readonly host: HTMLElement;
  readonly inside: ShadowRoot;
}

/** @param css of what is inside. @param own of the host itself, over whatever the page says of it. */
export function closedBox(css: string, own: Readonly<Record<string, string>>): ClosedBox {
  const host = document.createElement("div");
  const inside = host.attachShadow({ mode: "closed" });
  addStyles(inside, css);
  const styles = { all: "initial", position: "fixed", "z-index": "2147483647", ...own };
  for (const [name, value] of Object.entries(styles)) host.style.setProperty(name, value, "important");
  return { host, inside };
}

function addStyles(inside: ShadowRoot, css: string): void {
  try {
    // Not subject to what the page allows.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    inside.adoptedStyleSheets = [sheet];
  } catch {
    const style = document.createElement("style");
    style.textContent = css;
    inside.append(style);
  }
}

/** Calls back for what a person does, and never for what a script makes up. The page hears nothing of it. */
export function onPress(button: HTMLElement, press: () => void): void {
  for (const name of ["pointerdown", "mousedown", "pointerup", "mouseup"])
    button.addEventListener(name, (event) => {
      // The keyboard stays where it is.
      event.preventDefault();
      event.stopPropagation();
    });
  button.addEventListener("click", (event) => {
    event.stopPropagation();
    if (event.isTrusted) press();
  });
}
