// Starts the page of the log-in alone: whoever is not logged in loads nothing of the console. It is seen before this
// script has come, and what is done to bring it to life is done in pieces, between which the browser serves the person.
import "../trusted-types.ts";
import "./styles.ts";
import { startTransition } from "react";
import { createRoot } from "react-dom/client";

/** What the page holds of its styles is enough to look at it; the others come beside this script. */
async function untilStyled(): Promise<void> {
  const link = document.querySelector<HTMLLinkElement>("link[data-later]");
  if (link === null) return;
  if (link.sheet === null) {
    await new Promise((resolve) => {
      for (const event of ["load", "error"]) link.addEventListener(event, resolve, { once: true });
    });
  }
  link.media = "all";
}

const pause = () => new Promise((resolve) => setTimeout(resolve));

async function begin(place: HTMLElement): Promise<void> {
  await untilStyled();
  await pause();
  // It is in the same file, and not run before.
  const { page } = await import("./alive.tsx");
  await pause();
  startTransition(() => createRoot(place).render(page()));
}

const place = document.getElementById("root");
if (place) void begin(place);
